import assert from 'node:assert/strict';
import { invalidInput, messageOf, VisionError } from '../../src/errors';

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
  const cases = [
    { thrown: new Error('no disk'), expected: 'no disk' },
    { thrown: 'a text', expected: 'a text' },
    { thrown: undefined, expected: 'undefined' },
  ];
  for (const { thrown, expected } of cases) {
    it(`of ${String(thrown)}`, () => assert.equal(messageOf(thrown), expected));
  }
});
