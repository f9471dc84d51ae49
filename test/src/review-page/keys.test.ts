import assert from 'node:assert/strict';
import { type KeyMeaning, type KeyPress, meaningOf, type Tool } from '../../../src/review-page/keys';

const key = (name: string, modifiers: Partial<KeyPress> = {}): KeyPress => ({
  ...{ key: name, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false },
  ...modifiers,
});
const shift = { shiftKey: true };

const rows: readonly (readonly [press: KeyPress, tool: Tool, meaning: KeyMeaning | undefined])[] = [
  [key('j'), 'select', { command: 'nextObject' }],
  [key('J', shift), 'select', { command: 'extendDown' }],
  [key('A', shift), 'select', { command: 'accept' }],
  [key('x'), 'select', { command: 'reject' }],
  [key('z'), 'select', { command: 'undo' }],
  [key('Z', shift), 'select', { command: 'redo' }],
  [key('z', { ctrlKey: true }), 'select', { command: 'undo' }],
  [key('Z', { metaKey: true, ...shift }), 'select', { command: 'redo' }],
  [key('a', { ctrlKey: true }), 'select', undefined],
  [key('ArrowLeft', { altKey: true }), 'select', undefined],
  [key('?', shift), 'select', { command: 'keys' }],
  [key('3'), 'box', { classNumber: 3 }],
  [key('0'), 'select', { command: 'fit' }],
  [key('ArrowRight'), 'select', { command: 'nextImage' }],
  [key('ArrowRight', shift), 'select', { move: [1, 0], isFine: true }],
  [key('ArrowRight'), 'box', { move: [1, 0], isFine: false }],
  [key(' '), 'in', { command: 'press' }],
  // AltGr on German keyboards: Windows, Linux and macOS.
  [key('[', { ctrlKey: true, altKey: true }), 'draw', { command: 'smallerBrush' }],
  [key(']'), 'draw', { command: 'largerBrush' }],
  [key(']', { altKey: true }), 'draw', { command: 'largerBrush' }],
  [key('[', { ctrlKey: true }), 'draw', undefined],
  [key('[', { metaKey: true }), 'draw', undefined],
  // Cyrillic and Greek keyboards, and Latin ones with other letters.
  [key('ф', { code: 'KeyA' }), 'select', { command: 'accept' }],
  [key('Я', { code: 'KeyZ', ...shift }), 'select', { command: 'redo' }],
  [key('я', { code: 'KeyZ', ctrlKey: true }), 'select', { command: 'undo' }],
  [key('α', { code: 'KeyA' }), 'select', { command: 'accept' }],
  [key('х', { code: 'BracketLeft' }), 'draw', { command: 'smallerBrush' }],
  [key('ж', { code: 'Semicolon' }), 'select', undefined],
  [key('ф', { code: 'KeyA', altKey: true }), 'select', undefined],
  [key('ü', { code: 'BracketLeft' }), 'draw', undefined],
  [key('æ', { code: 'KeyA' }), 'select', undefined],
  [key('q', { code: 'KeyA' }), 'select', undefined],
  [key('a', { code: 'KeyQ' }), 'select', { command: 'accept' }],
  [key('F5'), 'select', undefined],
  [key('Tab'), 'select', undefined],
  [key('constructor'), 'select', undefined],
];

describe('keys of the review page', () => {
  for (const [press, tool, meaning] of rows) {
    const modifiers = ['shiftKey', 'ctrlKey', 'metaKey', 'altKey'].filter((name) => press[name as keyof KeyPress]);

    it(`${[...modifiers, press.key].join(' ')} with ${tool}: ${JSON.stringify(meaning) ?? "the browser's"}`, () => {
      assert.deepEqual(meaningOf(press, tool), meaning);
    });
  }

  it('Caps Lock changes nothing', () => {
    assert.deepEqual(meaningOf(key('J'), 'select'), { command: 'nextObject' });
    assert.deepEqual(meaningOf(key('Z'), 'select'), { command: 'undo' });
  });
});
