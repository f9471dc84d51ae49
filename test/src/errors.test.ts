import assert from 'node:assert/strict';
import { errorCodes, invalidInput, messageOf, VisionError, withCode } from '../../src/errors';
import { hostileValues } from '../support/hostile-values';

describe('invalidInput describes the given value, short enough for the debug sidebar', () => {
  const cases = [
    { value: 'high', expected: '"high"' },
    { value: '', expected: '""' },
    { value: 'x'.repeat(5000), expected: `"${'x'.repeat(40)}…"` },
    { value: 1.5, expected: '1.5' },
    { value: Number.NaN, expected: 'NaN' },
    { value: undefined, expected: 'undefined' },
    { value: null, expected: 'null' },
    { value: true, expected: 'true' },
    { value: [1, 2, 3], expected: 'an array of 3' },
    { value: Buffer.alloc(9), expected: 'a Buffer of 9 bytes' },
    { value: { a: 1 }, expected: 'an object' },
    { value: () => 'source', expected: 'a function' },
    { value: Symbol('x'), expected: 'Symbol(x)' },
    { value: 10n, expected: '10' },
  ];
  for (const { value, expected } of cases) {
    it(`got ${expected}`, () => {
      assert.equal(
        invalidInput('msg.threshold', 'a number from 0 to 1', value).message,
        `msg.threshold must be a number from 0 to 1, got ${expected}`,
      );
    });
  }

  it('has the given code, or INVALID_INPUT by default', () => {
    assert.equal(invalidInput('msg.prompt', 'a text', 7, 'BAD_PROMPT').code, 'BAD_PROMPT');
    assert.equal(invalidInput('Device', 'a device', 7).code, 'INVALID_INPUT');
  });
});

describe('VisionError', () => {
  it('is an Error with a code and a cause', () => {
    const cause = new Error('inner');
    const error = new VisionError('BAD_IMAGE', 'outer', { cause });

    assert.ok(error instanceof Error);
    assert.deepEqual(
      [error.name, error.code, error.message, error.cause],
      ['VisionError', 'BAD_IMAGE', 'outer', cause],
    );
  });
});

describe('messageOf', () => {
  const cases: { thrown: unknown; expected: string }[] = [
    { thrown: new Error('no disk'), expected: 'no disk' },
    { thrown: 'a text', expected: 'a text' },
    { thrown: undefined, expected: 'undefined' },
    { thrown: null, expected: 'null' },
    { thrown: { message: 'of JSONata' }, expected: 'of JSONata' },
    { thrown: { toString: null }, expected: 'an error without a message' },
  ];
  for (const { thrown, expected } of cases) {
    it(`is ${expected}`, () => assert.equal(messageOf(thrown), expected));
  }
});

describe('any value', () => {
  it('can be described and thrown', () => {
    for (const make of hostileValues) {
      assert.ok(invalidInput('msg.x', 'good', make()).message.length < 200, String(make));
      const error = withCode(make(), 'BAD_IMAGE', 'msg.payload cannot be read');
      assert.ok(error instanceof VisionError && errorCodes.includes(error.code), String(make));
    }
  });

  it('keeps its code if it is an error with one', () => {
    const error = new VisionError('BAD_BOXES', 'no boxes');

    assert.equal(withCode(error, 'BAD_IMAGE', 'msg.payload cannot be read'), error);
  });
});
