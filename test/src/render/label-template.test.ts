import assert from 'node:assert/strict';
import { foundOf } from '../../../src/render/found';
import { labelTemplate } from '../../../src/render/label-template';
import { detection, maskOf } from './pictures';

const bare = foundOf(detection('brown cat', [0, 0, 12.5, 10]), 0, [0, 0, 0]);
const full = foundOf(
  { ...detection('cat', [0, 0, 9, 9], maskOf(['##.', '.#.'])), phrase: 'tabby', maskScore: 0.914, trackId: 'a7' },
  4,
  [0, 0, 0],
);

describe('a label template', () => {
  for (const { template, found, words } of [
    { template: '{label} {score}%', found: bare, words: ['brown cat', '87%'] },
    { template: '  {label}\n{score}% ', found: bare, words: ['brown cat', '87%'] },
    { template: '{index}: {label} ({phrase})', found: full, words: ['4:', 'cat', '(tabby)'] },
    { template: '{phrase}', found: bare, words: ['brown cat'] },
    { template: '{area} px', found: full, words: ['3', 'px'] },
    { template: '{area}px', found: bare, words: ['125px'] },
    { template: '{maskScore}% #{trackId}', found: full, words: ['91%', '#a7'] },
    { template: '{label} {maskScore}% #{trackId}', found: bare, words: ['brown cat'] },
    { template: '{label}#{trackId}', found: bare, words: ['brown cat#'] },
    { template: 'seen', found: bare, words: ['seen'] },
  ]) {
    it(`${JSON.stringify(template)} says ${words.join(' ')}`, () => {
      assert.deepEqual(
        labelTemplate(template)(found).map(({ text }) => text),
        words,
      );
    });
  }

  it('takes 0 for a value', () => {
    const found = { ...bare, detection: { ...bare.detection, score: 0, trackId: 0 } };

    assert.deepEqual(
      labelTemplate('{score}% #{trackId}')(found).map(({ text }) => text),
      ['0%', '#0'],
    );
  });

  for (const placeholder of ['{name}', '{}', '{constructor}', '{Label}']) {
    it(`refuses ${placeholder} and names what it knows`, () => {
      assert.throws(() => labelTemplate(`{label} ${placeholder}`), {
        code: 'INVALID_INPUT',
        message: `labelText must be a text with no placeholders but {label}, {score}, {index}, {area}, {maskScore}, {trackId}, {phrase}, got "${placeholder}"`,
      });
    });
  }
});
