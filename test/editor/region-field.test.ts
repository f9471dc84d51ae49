import assert from 'node:assert/strict';
import type { EditorPage } from '../support/editor-page';
import { PolygonPage, rounded } from '../support/polygon-page';
import { withEditor } from '../support/with-editor';

const triangle = [
  [0.2, 0.2],
  [0.8, 0.2],
  [0.5, 0.8],
] as const;

describe('the region of grounding-dino', function () {
  this.timeout(60_000);

  let editor: EditorPage;
  let polygon: PolygonPage;

  withEditor(
    [
      { id: 'flow', type: 'tab', label: 'Flow' },
      { id: 'find', type: 'grounding-dino', z: 'flow', x: 100, y: 100, model: 'demo', prompt: 'star', wires: [[]] },
    ],
    (opened) => {
      editor = opened;
      polygon = new PolygonPage(editor.page);
    },
  );

  const isDrawn = (): Promise<boolean> => editor.page.locator('.grounded-sam-canvas').isVisible();
  const isArmed = (): Promise<boolean> => editor.isArmed('find');

  it('asks the node for pictures only once a region is drawn', async () => {
    await editor.openDialog('find');
    await editor.page.waitForTimeout(500);
    const before = await isArmed();
    await editor.choose('look', 'region');
    await editor.page.waitForResponse((response) => response.url().includes('/pictures/find'));

    assert.deepEqual([before, await isArmed()], [false, true]);
    await editor.choose('look', 'whole');
    await editor.save();
  });

  it('is drawn, and is there again after a deploy', async () => {
    await editor.openDialog('find');
    await editor.choose('look', 'region');
    await polygon.click(...triangle, triangle[0]);
    const text = await editor.value('region');
    await editor.save();
    await editor.deploy();
    await editor.reload();
    await editor.openDialog('find');
    const labels = await polygon.cornerLabels();
    await editor.save();
    const points = JSON.parse((await editor.settings('find')).region as string) as number[][];

    assert.equal(text, JSON.stringify(points));
    assert.deepEqual(rounded(points), triangle);
    assert.equal(labels.length, 3);
    assert.deepEqual(await editor.problems('find'), []);
  });

  it('is drawn as it is typed, and typed text may be taken back', async () => {
    await editor.importNode({ id: 'typed', type: 'grounding-dino', ...{ model: 'demo', look: 'region', region: '' } });
    await editor.openDialog('typed');
    const field = editor.page.locator('#node-input-region ~ .red-ui-typedInput-container .red-ui-typedInput-input');
    await field.fill('0.1,0.2,0.9,0.2,0.5,0.8');
    await field.press('Tab');
    const labels = await polygon.cornerLabels();
    await polygon.drag([0.5, 0.8], [0.5, 0.9]);
    await polygon.clickButton('Undo');
    await editor.save();

    assert.equal(labels[2], 'Corner 3 of 3: 50 % from the left, 80 % from the top');
    assert.equal((await editor.settings('typed')).region, '[[0.1,0.2],[0.9,0.2],[0.5,0.8]]');
  });

  it('has no drawing while it is read from the message, or is not used', async () => {
    await editor.importNode({
      id: 'read',
      type: 'grounding-dino',
      ...{ model: 'demo', look: 'region', region: 'region', regionType: 'msg' },
    });
    await editor.openDialog('read');
    const ofMessage = await isDrawn();
    await editor.choose('look', 'tiles');
    const ofTiles = await isDrawn();
    await editor.save();

    assert.deepEqual([ofMessage, ofTiles], [false, false]);
    assert.equal((await editor.settings('read')).region, 'region');
  });
});
