import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { changesOf } from '../support/drawn-thumbnail';
import type { EditorPage } from '../support/editor-page';
import { codeBlocks } from '../support/markdown';
import { until } from '../support/until';
import { withEditor } from '../support/with-editor';

/** Where to write a screenshot of the result, to look at it. */
const SHOT = process.env.README_FLOW_SHOT;

describe('the flow of README.md', function () {
  this.timeout(60_000);
  let editor: EditorPage;
  withEditor([{ id: 'flow', type: 'tab', label: 'Flow' }], (opened) => {
    editor = opened;
  });

  it('shows a picture with masks after it was pasted, placed and deployed', async () => {
    const { page } = editor;
    const flow = codeBlocks(readFileSync('README.md', 'utf8'), 'json');

    await page.locator('#red-ui-workspace-chart').click({ position: { x: 700, y: 500 } });
    await page.keyboard.press('Control+i');
    await page.locator('#red-ui-clipboard-dialog-import-text').fill(flow);
    // The dialog reads the text when a key is released.
    await page.keyboard.press('End');
    await page.locator('#red-ui-clipboard-dialog-ok').click();
    await page.mouse.move(600, 300, { steps: 3 });
    await page.mouse.down();
    await page.mouse.up();
    const ids = await editor.evaluate<string[]>('RED.nodes.filterNodes({}).map(({ id }) => id)');
    const problems = await Promise.all(ids.map((id) => editor.problems(id)));
    assert.deepEqual(problems.flat(), []);
    const id = await editor.evaluate<string>(`RED.nodes.filterNodes({ type: 'mask-render' })[0].id`);
    const draw = page.locator(`[id="${id}"]`);
    // The node covers the lower half of the button.
    await draw.locator('.grounded-sam-preview-button').click({ position: { x: 15, y: 4 } });
    await page.locator('#red-ui-header-button-deploy').click();
    const image = draw.locator('.grounded-sam-preview image');
    await until(async () => (await image.getAttribute('href').catch(() => null)) !== null);
    if (SHOT) await page.screenshot({ path: SHOT });

    assert.ok(ids.length >= 5);
    assert.match((await draw.locator('.grounded-sam-preview text').textContent())!, /\b6 found$/);
    const { inside, outside } = await changesOf((await image.getAttribute('href'))!);
    assert.ok(inside > 5 && inside > outside, `changed by ${inside} inside of the boxes, by ${outside} outside`);
  });
});
