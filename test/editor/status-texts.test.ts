import assert from 'node:assert/strict';
import { errorCodes, failureReasons } from '../../src';
import { ENGLISH, languages, textsIn } from '../support/languages';

/** The longest values that a flow is expected to show. */
const values: Record<string, string> = {
  count: '9999',
  kept: '9999',
  dropped: '99',
  cameras: '64',
  online: '64',
  lost: '999',
  time: '599.9 s',
  percent: '100',
  seconds: '60',
  size: '999 MB',
  httpStatus: '404',
  counts: 'gate 1234/1234',
};

const statusTexts = (language: string): [key: string, text: string][] =>
  [...textsIn(language, 'editor/locales/*/editor.json')].filter(([key]) => key.startsWith('status.'));

const isWide = (character: string): boolean => character > '\u2fff';
/** In characters; those of Chinese and Japanese are twice as wide. */
const widthOf = (text: string): number => [...text].reduce((width, next) => width + (isWide(next) ? 2 : 1), 0);

describe('the status texts', () => {
  const keysBelow = (group: string): string[] =>
    statusTexts(ENGLISH).flatMap(([key]) => (key.startsWith(`${group}.`) ? key.replace(`${group}.`, '') : []));

  it('have one for every error', () => {
    assert.deepEqual(keysBelow('status.error').sort(), [...errorCodes].sort());
  });

  it('have one for every reason of a failure', () => {
    assert.deepEqual(keysBelow('status.reason').sort(), [...failureReasons].sort());
  });

  for (const language of [ENGLISH, ...languages]) {
    // Words of other languages are longer than those of English.
    const most = language === ENGLISH ? 20 : 26;
    const texts = statusTexts(language);
    const brief = texts.find(([key]) => key === 'status.foundBrief')![1].replace('__count__', '9');

    for (const [key, text] of texts) {
      it(`fit below a node in ${language}: ${key}`, () => {
        const shown = text.replace(/__(\w+)__/g, (_all, name: string) => (name === 'text' ? brief : values[name]!));

        assert.ok(widthOf(shown) < most, shown);
      });
    }
  }
});
