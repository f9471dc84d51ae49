import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { errorCodes } from '../../src';

type Texts = Readonly<Record<string, string>>;

/** What a long-running flow may put into a text. */
const values: Record<string, string> = { count: '9999', dropped: '99', ms: '99999', percent: '100', size: '999 MB' };

function statusTexts(type: string): { error: Texts; status: Texts } {
  const catalogue = JSON.parse(readFileSync(`nodes/${type}/locales/en-US/${type}.json`, 'utf8'));
  const { error, ...status } = catalogue[type].status;
  return { error, status };
}

for (const type of ['grounding-dino', 'sam', 'mask-render', 'dataset-export']) {
  describe(`status texts of ${type}`, () => {
    const { error, status } = statusTexts(type);

    it('have one for every error', () => {
      assert.deepEqual(Object.keys(error).sort(), [...errorCodes, 'other'].sort());
    });

    for (const [key, text] of Object.entries({ ...status, ...error })) {
      it(`fit below a node: ${key}`, () => {
        const shown = text.replace(/__(\w+)__/g, (_all, name: string) => values[name]!);

        assert.ok(shown.length < 20, shown);
      });
    }
  });
}
