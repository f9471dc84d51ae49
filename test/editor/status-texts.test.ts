import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { errorCodes } from '../../src';

type Texts = Readonly<Record<string, string>>;

/** The longest values that a flow is expected to show. */
const values: Record<string, string> = {
  count: '9999',
  dropped: '99',
  cameras: '64',
  online: '64',
  lost: '999',
  time: '599.9 s',
  percent: '100',
  seconds: '60',
  size: '999 MB',
  text: '9 found',
  counts: 'gate 1234/1234',
};

describe('the status texts', () => {
  const catalogue = JSON.parse(readFileSync('editor/locales/en-US/editor.json', 'utf8'));
  const { error, ...status } = catalogue.status as Texts & { readonly error: Texts };

  it('have one for every error', () => {
    assert.deepEqual(Object.keys(error).sort(), [...errorCodes].sort());
  });

  for (const [key, text] of Object.entries({ ...(status as Texts), ...error })) {
    it(`fit below a node: ${key}`, () => {
      const shown = text.replace(/__(\w+)__/g, (_all, name: string) => values[name]!);

      assert.ok(shown.length < 20, shown);
    });
  }
});
