import assert from 'node:assert/strict';
import { EditorPage, useChromium } from '../support/editor-page';
import { Fingers } from '../support/fingers';
import { type NodeRedProcess, startNodeRed } from '../support/node-red-process';
import { PolygonPage, rounded } from '../support/polygon-page';
import { until } from '../support/until';

type Point = readonly [x: number, y: number];

const square: readonly Point[] = [
  [0.2, 0.2],
  [0.8, 0.2],
  [0.8, 0.8],
  [0.2, 0.8],
];

describe('the polygon editor on a tablet', function () {
  this.timeout(60_000);

  const browser = useChromium();
  let nodeRed: NodeRedProcess | undefined;
  let editor: EditorPage;
  let polygon: PolygonPage;
  let fingers: Fingers;

  before(async () => {
    nodeRed = await startNodeRed([{ id: 'flow', type: 'tab', label: 'Flow' }]);
    const tablet = { viewport: { width: 1024, height: 768 }, hasTouch: true, isMobile: true };
    editor = await EditorPage.open(browser(), nodeRed.url, undefined, tablet);
    polygon = new PolygonPage(editor.page);
    fingers = new Fingers(editor.page, editor.page.locator('.grounded-sam-canvas'));
  });
  after(() => nodeRed?.stop());
  afterEach(async () => {
    assert.deepEqual(editor?.errors ?? [], []);
    if (await editor?.page.locator('.red-ui-tray').isVisible()) await editor.save();
  });

  /** Opens the dialog of a node with zones. @returns its id */
  async function editRows(zones: readonly object[]): Promise<string> {
    const id = `zones-${Math.random().toString(36).slice(2)}`;
    await editor.importNode({ id, type: 'vision-zones', ...{ zones } });
    await editor.openDialog(id);
    await editor.page.waitForTimeout(400);
    await editor.page.locator('.grounded-sam-canvas').scrollIntoViewIfNeeded();
    return id;
  }
  const edit = (points: readonly Point[] = [], kind = 'zone'): Promise<string> =>
    editRows([{ name: 'yard', kind, anchor: 'bottom', points }]);

  it('draws a zone with taps, and ends it with one beside its first corner', async () => {
    await edit();
    await fingers.tap(...square);
    const open = await polygon.hint();
    await fingers.tap(await fingers.beside(square[0]!, 18, 8), [0.5, 0.5]);

    assert.match(open, /press Enter/);
    assert.match(await polygon.hint(), /^Drag a corner/);
    assert.deepEqual(rounded(await polygon.points()), square);
  });

  it('draws a line, and ends it with a tap on its last corner', async () => {
    await edit([], 'line');
    await fingers.tap([0.2, 0.5], [0.8, 0.6], [0.8, 0.6], [0.5, 0.2]);

    assert.deepEqual(rounded(await polygon.points()), [
      [0.2, 0.5],
      [0.8, 0.6],
    ]);
  });

  it('moves a corner that the finger meets within 20 pixels', async () => {
    await edit(square);
    const from = await fingers.beside(square[2]!, 14, 14);
    await fingers.drag(from, await fingers.beside([0.9, 0.7], 14, 14));

    assert.deepEqual(rounded(await polygon.points()), [square[0], square[1], [0.9, 0.7], square[3]]);
  });

  it('moves the shape, and the page does not scroll', async () => {
    await edit(square);
    const scrolled = () =>
      editor.evaluate("[...document.querySelectorAll('.red-ui-tray-body, html')].map((e) => e.scrollTop)");
    const before = await scrolled();
    await fingers.drag([0.5, 0.6], [0.6, 0.5]);

    assert.deepEqual(rounded(await polygon.points())[0], [0.3, 0.1]);
    assert.deepEqual(await scrolled(), before);
  });

  it('inserts a corner with the dot of an edge', async () => {
    await edit(square);
    await fingers.drag(await fingers.beside([0.5, 0.2], 0, 14), await fingers.beside([0.5, 0.1], 0, 14));

    assert.deepEqual(rounded(await polygon.points()), [square[0], [0.5, 0.1], ...square.slice(1)]);
  });

  it('does not move a corner that was tapped with a finger that rolls', async () => {
    await edit(square);
    await fingers.drag(square[0]!, await fingers.beside(square[0]!, 6, 4));

    assert.deepEqual(await polygon.points(), square);
  });

  it('keeps a corner in the image if the finger leaves it', async () => {
    await edit(square);
    await fingers.drag(square[1]!, [1.1, -0.1]);

    assert.deepEqual((await polygon.points())[1], [1, 0]);
  });

  it('takes back what the system interrupts', async () => {
    await edit(square);
    await fingers.press(square[0]!);
    await fingers.moveTo([0.4, 0.5]);
    await fingers.cancel();

    assert.deepEqual(await polygon.points(), square);
    assert.equal(await polygon.isButtonEnabled('Undo'), false);
  });

  it('does not draw with a second finger, and takes back what the first one did', async () => {
    await edit(square);
    await fingers.press(square[0]!);
    await fingers.moveTo([0.3, 0.3]);
    await fingers.press([0.6, 0.6], 1);
    await fingers.moveTo([0.7, 0.4], 1);
    await fingers.press([0.05, 0.9], 2);
    await fingers.release(2);
    await fingers.release(1);
    await fingers.moveTo([0.4, 0.4]);
    await fingers.release();

    assert.deepEqual(await polygon.points(), square);
  });

  it('adds no corner for two fingers on an unfinished drawing, which zoom if the editor allows it', async () => {
    await edit();
    // Node-RED 4 forbids zooming.
    const isFixed = (await editor.page.locator('meta[name="viewport"]').getAttribute('content'))!.includes(
      'user-scalable=0',
    );
    await fingers.press([0.3, 0.3]);
    await fingers.press([0.6, 0.6], 1);
    await fingers.moveTo([0.2, 0.2]);
    await fingers.moveTo([0.7, 0.7], 1);
    await fingers.release();
    await fingers.release(1);
    const none = await polygon.points();
    const zoom = await fingers.zoom();
    await fingers.resetZoom();
    await fingers.tap([0.5, 0.5]);

    assert.deepEqual(none, []);
    assert.equal(zoom > 1.2, !isFixed, `${zoom}`);
    assert.deepEqual(rounded(await polygon.points()), [[0.5, 0.5]]);
  });

  it('removes the selected corner with a button', async () => {
    await edit(square);
    const before = await polygon.isButtonEnabled('Remove corner');
    await fingers.tap(square[2]!);
    await editor.page.locator('.grounded-sam-polygon').getByRole('button', { name: 'Remove corner' }).tap();

    assert.equal(before, false);
    assert.deepEqual(await polygon.points(), [square[0], square[1], square[3]]);
  });

  for (const menu of ['down', 'lifted'] as const) {
    it(`adds a corner for a finger that stays, and removes one on which it stays, with a menu when it is ${menu}`, async () => {
      await edit();
      for (const corner of square.slice(0, 3)) await fingers.hold(corner, menu);
      const added = rounded(await polygon.points());
      await fingers.hold(square[0]!, menu);

      assert.deepEqual(added, square.slice(0, 3));
      assert.deepEqual(rounded(await polygon.points()), square.slice(1, 3));
      await polygon.clickButton('Undo');
      assert.deepEqual(rounded(await polygon.points()), square.slice(0, 3));
    });
  }

  it('presses the buttons below a corner on the lower border', async () => {
    await edit([square[0]!, square[1]!, [0.9, 1], [0.05, 1]]);
    await fingers.tap([0.05, 1]);
    await editor.page.locator('.grounded-sam-polygon textarea').scrollIntoViewIfNeeded();
    const { x, y, width } = (await editor.page.locator('.grounded-sam-polygon-tools button').first().boundingBox())!;
    const at = [x + width / 2, y + 2].join();

    assert.equal(await editor.evaluate(`document.elementFromPoint(${at}).closest('button')?.textContent`), ' Undo');
  });

  it('shows which corner is selected, also with the keyboard', async () => {
    await edit(square);
    await fingers.tap(square[2]!);
    await editor.page.locator('.grounded-sam-polygon textarea').focus();
    const selected = () =>
      editor.evaluate(
        "[...document.querySelectorAll('.grounded-sam-corner')].findIndex((e) => e.matches('.grounded-sam-selected'))",
      );
    const tapped = await selected();
    await polygon.focus();
    await editor.press('Tab', 'Tab');

    assert.equal(tapped, 2);
    assert.equal(await selected(), 1);
  });

  it('leaves the other rows as they are if a row is chosen during a drag', async () => {
    const rows = [
      { name: 'yard', kind: 'zone', anchor: 'bottom', points: square },
      { name: 'gate', kind: 'line', anchor: 'bottom', points: square.slice(0, 2) },
    ];
    const id = await editRows(rows);
    await fingers.press(square[0]!);
    await fingers.moveTo([0.3, 0.3]);
    await editor.evaluate("$('.vision-zones-row').eq(1).trigger('click')");
    await fingers.moveTo([0.4, 0.4]);
    await fingers.release();
    await editor.save();

    const zones = (await editor.settings(id)).zones as typeof rows;
    assert.deepEqual(zones[1], rows[1]);
  });

  it('scrolls the dialog with a finger beside the picture', async () => {
    await edit(square);
    const bar = editor.page.locator('.grounded-sam-picture-bar');
    const top = async () => (await bar.boundingBox())!.y;
    const before = await top();
    await new Fingers(editor.page, bar).drag([0.8, 0.5], [0.8, 5]);
    await until(async () => (await top()) > before);

    assert.deepEqual(await polygon.points(), square);
  });
});
