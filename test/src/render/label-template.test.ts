import assert from 'node:assert/strict';
import { labelTemplate } from '../../../src/render/label-template';
import { placedDetection } from '../../../src/render/placed-detection';
import { detection, maskOf } from './images';

const bare = placedDetection(detection('brown cat', [0, 0, 12.5, 10]), 0, [0, 0, 0]);
const full = placedDetection(
  { ...detection('cat', [0, 0, 9, 9], maskOf(['##.', '.#.'])), phrase: 'tabby', maskScore: 0.914, trackId: 'a7' },
  4,
  [0, 0, 0],
);

describe('a label template', () => {
  for (const { template, placed, words } of [
    { template: '{label} {score}%', placed: bare, words: ['brown cat', '87%'] },
    { template: '  {label}\n{score}% ', placed: bare, words: ['brown cat', '87%'] },
    { template: '{index}: {label} ({phrase})', placed: full, words: ['4:', 'cat', '(tabby)'] },
    { template: '{phrase}', placed: bare, words: ['brown cat'] },
    { template: '{area} px', placed: full, words: ['3', 'px'] },
    { template: '{area}px', placed: bare, words: ['125px'] },
    { template: '{maskScore}% #{trackId}', placed: full, words: ['91%', '#a7'] },
    { template: '{label} {maskScore}% #{trackId}', placed: bare, words: ['brown cat'] },
    { template: '{label}#{trackId}', placed: bare, words: ['brown cat#'] },
    { template: 'seen', placed: bare, words: ['seen'] },
  ]) {
    it(`${JSON.stringify(template)} becomes ${words.join(' ')}`, () => {
      assert.deepEqual(
        labelTemplate(template)(placed).map(({ text }) => text),
        words,
      );
    });
  }

  it('treats 0 as a value', () => {
    const placed = { ...bare, detection: { ...bare.detection, score: 0, trackId: 0 } };

    assert.deepEqual(
      labelTemplate('{score}% #{trackId}')(placed).map(({ text }) => text),
      ['0%', '#0'],
    );
  });

  for (const placeholder of ['{name}', '{}', '{constructor}', '{Label}']) {
    it(`rejects ${placeholder} and lists the placeholders`, () => {
      assert.throws(() => labelTemplate(`{label} ${placeholder}`), {
        code: 'INVALID_INPUT',
        message: `labelText must be a text with only the placeholders {label}, {score}, {index}, {area}, {maskScore}, {trackId}, {phrase}, got "${placeholder}"`,
      });
    });
  }
});
