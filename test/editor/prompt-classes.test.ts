import assert from 'node:assert/strict';
import type { EditorPage } from '../support/editor-page';
import { withEditor } from '../support/with-editor';

describe('the classes below the prompt', function () {
  this.timeout(60_000);

  let editor: EditorPage;

  withEditor(
    [
      { id: 'flow', type: 'tab', label: 'Flow' },
      { id: 'find', type: 'grounding-dino', z: 'flow', x: 100, y: 100, model: 'demo', prompt: 'star', wires: [[]] },
    ],
    async (opened) => {
      editor = opened;
      await editor.openDialog('find');
    },
  );

  const line = () => editor.page.locator('.grounded-sam-prompt');
  const typed = () =>
    editor.page.locator('#node-input-prompt ~ .red-ui-typedInput-container .red-ui-typedInput-input').first();
  const shown = async (): Promise<string> =>
    (await line().isVisible()) ? (await line().innerText()).replace(/\s+/g, ' ').trim() : '';

  /** Types, without leaving the field. */
  async function shows(prompt: string, expected: string): Promise<void> {
    await typed().fill(prompt);
    assert.equal(await shown(), expected);
  }

  it('are shown when the dialog opens', async () => {
    assert.equal(await shown(), '1 class: star');
  });

  for (const [prompt, expected] of [
    ['cyan star. blue ring', '2 classes: cyan star blue ring'],
    ['brown cat, tabby => cat @ 0.35. !poster', '2 classes: cat (brown cat, tabby) @ 0.35 !poster'],
    [
      'cyan star, blue ring',
      '1 class: cyan star, blue ring One class: "cyan star, blue ring". A full stop separates classes: "cyan star. blue ring"',
    ],
    ['cat/dog', '1 class: cat/dog One class: "cat/dog". A full stop separates classes: "cat. dog"'],
    ['["cat", {"phrase": "dog", "threshold": 0.4}]', '2 classes: cat dog @ 0.4'],
    ['cat => ', 'Find, character 7: a label must follow "=>"'],
    ['<b>cat</b>', '1 class: <b>cat</b> One class: "<b>cat</b>". A full stop separates classes: "<b>cat<. b>"'],
    ['', ''],
  ] as const) {
    it(`follow each key: ${prompt}`, () => shows(prompt, expected));
  }

  it('are hidden while the prompt is read from the message', async () => {
    await typed().fill('cat');
    await editor.page.evaluate(`$('#node-input-prompt').typedInput('type', 'msg')`);

    assert.equal(await shown(), '');
  });
});
