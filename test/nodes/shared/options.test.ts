import assert from 'node:assert/strict';
import {
  anyTextOption,
  autoOption,
  choiceOption,
  choicesOption,
  flagOption,
  integerOption,
  numberOption,
  type Option,
  readOptions,
  rowsOption,
  textOption,
} from '../../../nodes/shared/options';
import { VisionError } from '../../../src';

describe('options: where a value comes from', () => {
  const options = { boxThreshold: numberOption(0.3, 0, 1, 'threshold') };
  const rows: { case: string; config?: object; msg?: object; expected: number }[] = [
    { case: 'default', expected: 0.3 },
    { case: 'dialog', config: { boxThreshold: 0.5 }, expected: 0.5 },
    { case: 'dialog text', config: { boxThreshold: ' 0.5 ' }, expected: 0.5 },
    { case: 'message wins', config: { boxThreshold: '0.5' }, msg: { threshold: 0.7 }, expected: 0.7 },
    { case: 'message text wins', config: { boxThreshold: 0.5 }, msg: { threshold: '0.7' }, expected: 0.7 },
    { case: 'message wins over an invalid dialog', config: { boxThreshold: 'x' }, msg: { threshold: 1 }, expected: 1 },
    { case: 'zero is a value of the dialog', config: { boxThreshold: 0 }, expected: 0 },
    { case: 'zero is a value of the message', config: { boxThreshold: 0.5 }, msg: { threshold: 0 }, expected: 0 },
    { case: 'null in the message is no value', config: { boxThreshold: 0.5 }, msg: { threshold: null }, expected: 0.5 },
    { case: 'null in the dialog is no value', config: { boxThreshold: null }, expected: 0.3 },
    { case: 'only the named property overrides', msg: { boxThreshold: 0.7 }, expected: 0.3 },
  ];
  for (const { case: name, config = {}, msg = {}, expected } of rows) {
    it(name, () => assert.deepEqual(readOptions(options, config, msg), { boxThreshold: expected }));
  }

  it('a message does not override an option without a message property', () => {
    assert.deepEqual(readOptions({ quality: integerOption(80, 1, 100) }, {}, { quality: 5 }), { quality: 80 });
  });

  it('reads its own options only', () => {
    assert.deepEqual(readOptions({ output: textOption('detections') }, { output: 'boxes', id: '1', busy: 'drop' }), {
      output: 'boxes',
    });
  });
});

describe('options: valid and invalid values', () => {
  const refused = Symbol('refused');
  interface Row {
    readonly option: Option<unknown>;
    readonly must: string;
    readonly values: readonly (readonly [given: unknown, expected: unknown, got?: string])[];
  }
  const tables: Record<string, Row> = {
    number: {
      option: numberOption(0.3, 0, 1),
      must: 'a number from 0 to 1',
      values: [
        [0, 0],
        [1, 1],
        ['0.3', 0.3],
        ['1e-3', 0.001],
        [1.01, refused, '1.01'],
        [-0.1, refused, '-0.1'],
        [Number.NaN, refused, 'NaN'],
        ['high', refused, '"high"'],
        ['', refused, '""'],
        [' ', refused, '" "'],
        [true, refused, 'true'],
        [[0.5], refused, 'an array of 1'],
      ],
    },
    'number without a maximum': {
      option: numberOption(10, 0, Number.POSITIVE_INFINITY),
      must: 'a number from 0 up',
      values: [
        [1e9, 1e9],
        [-1, refused, '-1'],
        [Number.POSITIVE_INFINITY, refused, 'Infinity'],
        ['Infinity', refused, '"Infinity"'],
      ],
    },
    integer: {
      option: integerOption(80, 1, 100),
      must: 'a whole number from 1 to 100',
      values: [
        [1, 1],
        ['100', 100],
        [0, refused, '0'],
        ['80.5', refused, '"80.5"'],
        [101, refused, '101'],
      ],
    },
    'integer without a maximum': {
      option: integerOption(100, 1),
      must: 'a whole number from 1 up',
      values: [
        [5000, 5000],
        [0, refused, '0'],
        [Number.POSITIVE_INFINITY, refused, 'Infinity'],
      ],
    },
    auto: {
      option: autoOption(0, 1000),
      must: 'auto or a whole number from 0 to 1000',
      values: [
        ['auto', 'auto'],
        ['12', 12],
        [0, 0],
        ['much', refused, '"much"'],
        [1.5, refused, '1.5'],
      ],
    },
    choice: {
      option: choiceOption('newest', ['newest', 'queue', 'drop']),
      must: 'one of newest, queue, drop',
      values: [
        ['drop', 'drop'],
        ['Drop', refused, '"Drop"'],
        ['sometimes', refused, '"sometimes"'],
        [1, refused, '1'],
      ],
    },
    choices: {
      option: choicesOption(['box'], ['box', 'label']),
      must: 'a list of box, label',
      values: [
        [[], []],
        [
          ['label', 'box'],
          ['label', 'box'],
        ],
        [['glitter'], refused, 'an array of 1'],
        ['box', refused, '"box"'],
      ],
    },
    rows: {
      option: rowsOption([]),
      must: 'a list of objects',
      values: [
        [[], []],
        [[{ label: 'cat' }], [{ label: 'cat' }]],
        [[null], refused, 'an array of 1'],
        [['cat'], refused, 'an array of 1'],
        [{}, refused, 'an object'],
      ],
    },
    text: {
      option: textOption('payload'),
      must: 'text that is not empty',
      values: [
        [' image ', 'image'],
        ['', refused, '""'],
        [' ', refused, '" "'],
        [7, refused, '7'],
      ],
    },
    'text that may be empty': {
      option: anyTextOption(''),
      must: 'text',
      values: [
        ['', ''],
        [' cat. ', ' cat. '],
        [7, refused, '7'],
      ],
    },
    flag: {
      option: flagOption(false),
      must: 'true or false',
      values: [
        [true, true],
        [false, false],
        ['true', refused, '"true"'],
        [0, refused, '0'],
      ],
    },
  };

  for (const [kind, { option, must, values }] of Object.entries(tables)) {
    describe(kind, () => {
      it('has a valid default', () =>
        assert.deepEqual(readOptions({ setting: option }, {}), { setting: option.initial }));

      for (const [given, expected, got] of values) {
        const shown = typeof given === 'number' ? String(given) : JSON.stringify(given);
        if (expected === refused) {
          it(`refuses ${shown} and says what it must be`, () => {
            assert.throws(
              () => readOptions({ setting: option }, { setting: given }),
              new VisionError('INVALID_INPUT', `setting must be ${must}, got ${got}`),
            );
          });
        } else {
          it(`takes ${shown}`, () => {
            assert.deepEqual(readOptions({ setting: option }, { setting: given }), { setting: expected });
          });
        }
      }
    });
  }

  it('names the message property if the value is from the message', () => {
    const options = { boxThreshold: numberOption(0.3, 0, 1, 'threshold') };

    assert.throws(
      () => readOptions(options, { boxThreshold: 0.5 }, { threshold: 'high' }),
      new VisionError('INVALID_INPUT', 'msg.threshold must be a number from 0 to 1, got "high"'),
    );
  });
});
