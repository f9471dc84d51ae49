import assert from 'node:assert/strict';
import type { EditorPage } from '../support/editor-page';
import { PolygonPage, rounded } from '../support/polygon-page';
import { until } from '../support/until';
import { withEditor } from '../support/with-editor';

const square = [
  [0.2, 0.2],
  [0.8, 0.2],
  [0.8, 0.8],
  [0.2, 0.8],
];
const yard = { name: 'yard', kind: 'zone', anchor: 'bottom', points: square, enterSeconds: '0.5', exitSeconds: '1' };
const gate = { name: 'gate', kind: 'line', anchor: 'bottom', points: square.slice(0, 2) };

describe('the list of zones', function () {
  this.timeout(60_000);

  let editor: EditorPage;
  let polygon: PolygonPage;

  withEditor([{ id: 'flow', type: 'tab', label: 'Flow' }], (opened) => {
    editor = opened;
    polygon = new PolygonPage(editor.page);
  });

  /** A node with zones, as a flow has it. */
  async function nodeWith(zones?: readonly object[]): Promise<string> {
    const id = `zones-${Math.random().toString(36).slice(2)}`;
    await editor.importNode({ id, type: 'vision-zones', ...(zones && { zones }) });
    return id;
  }

  it('fits into a window that becomes narrower while it is open', async () => {
    const { page } = editor;
    const before = page.viewportSize()!;
    await page.setViewportSize({ width: 1600, height: 1000 });
    await editor.openDialog(await nodeWith());
    await page.setViewportSize({ width: 1024, height: 1000 });
    const right = (selector: string): Promise<number> =>
      page.locator(selector).evaluate((found) => found.getBoundingClientRect().right);
    const tray = page.locator('.red-ui-tray');
    await until(async () => (await tray.boundingBox())!.width < 800);
    await until(async () => (await right('.grounded-sam-shapes')) <= (await right('.red-ui-tray')));
    await editor.save();
    await page.setViewportSize(before);
  });

  it('saves zones and lines as they are typed, without empty fields', async () => {
    const id = await nodeWith();
    await editor.openDialog(id);
    const first = await editor.addRow('zones');
    await editor.fillInRow('zones', first, 'name', ' yard ');
    await polygon.fillText(JSON.stringify(square));
    const second = await editor.addRow('zones');
    await editor.fillInRow('zones', second, 'name', 'gate');
    await editor.chooseInRow('zones', second, 'line', 'kind');
    await editor.fillInRow('zones', second, 'labels', 'car, truck');
    // As Frigate writes points.
    await polygon.fillText('0.2,0.2,0.8,0.2');
    await editor.save();

    assert.deepEqual((await editor.settings(id)).zones, [yard, { ...gate, labels: 'car, truck' }]);
    assert.deepEqual(await editor.problems(id), []);
  });

  it('keeps zones that are not edited', async () => {
    const zones = [
      { ...yard, camera: 'door', anchor: 'overlap', overlap: '0.3', dwellSeconds: '60, 300' },
      { ...gate, anchor: 'centre' },
    ];
    const id = await nodeWith(zones);
    await editor.openDialog(id);
    await editor.save();

    assert.deepEqual((await editor.settings(id)).zones, zones);
  });

  it('has no share of the object for lines', async () => {
    const id = await nodeWith([{ ...yard, anchor: 'overlap', overlap: '0.3' }]);
    await editor.openDialog(id);
    await editor.chooseInRow('zones', 0, 'line', 'kind');
    await polygon.fillText('0.2,0.2,0.8,0.2');
    await editor.save();

    assert.deepEqual((await editor.settings(id)).zones, [{ ...gate, name: 'yard' }]);
  });

  /** Deploys, loads the editor again and opens the dialog of the node again. */
  async function reopen(id: string): Promise<void> {
    await editor.deploy();
    await editor.reload();
    await editor.openDialog(id);
  }

  it('draws a zone and a line, which are there again after a deploy', async () => {
    const id = await editor.dropNode('vision-zones');
    await editor.openDialog(id);
    await editor.fillInRow('zones', await editor.addRow('zones'), 'name', 'yard');
    await polygon.click(...(square as [number, number][]), [0.2, 0.2]);
    const second = await editor.addRow('zones');
    await editor.fillInRow('zones', second, 'name', 'gate');
    await editor.chooseInRow('zones', second, 'line', 'kind');
    await polygon.click([0.3, 0.95], [0.7, 0.95]);
    await editor.press('Enter');
    await editor.save();
    const saved = (await editor.settings(id)).zones as { points: [number, number][] }[];
    await reopen(id);
    const shown = await polygon.points();
    await editor.save();

    assert.deepEqual(
      saved.map(({ points }) => rounded(points)),
      [
        square,
        [
          [0.3, 0.96],
          [0.7, 0.96],
        ],
      ],
    );
    assert.deepEqual(shown, saved[0]!.points);
    assert.deepEqual((await editor.settings(id)).zones, saved);
  });

  it('is used with the keyboard alone', async () => {
    const id = await nodeWith();
    await editor.openDialog(id);
    await editor.focusAddButton('zones');
    await editor.press('Enter');
    await editor.page.locator('.vision-zones-name').focus();
    await editor.press(...'yard');
    await polygon.focus();
    await editor.press('Space', ...Array(2).fill('Shift+ArrowRight'), 'Space', ...Array(2).fill('Shift+ArrowUp'));
    await editor.press('Space', 'Enter', 'Control+Enter');
    await editor.page.locator('.red-ui-tray').waitFor({ state: 'detached' });

    const corners = [
      [0.5, 0.5],
      [0.6, 0.5],
      [0.6, 0.4],
    ];
    assert.deepEqual((await editor.settings(id)).zones, [{ ...yard, points: corners }]);
  });

  it('draws the shape of the chosen row, and chooses the row of a clicked shape', async () => {
    const id = await nodeWith([
      {
        ...yard,
        points: [
          [0.1, 0.1],
          [0.4, 0.1],
          [0.4, 0.4],
        ],
      },
      gate,
    ]);
    await editor.openDialog(id);
    const first = await polygon.points();
    await polygon.click([0.6, 0.2]);
    const second = await polygon.points();
    await polygon.drag([0.8, 0.2], [0.9, 0.5]);
    await editor.save();

    assert.deepEqual([first.length, second], [3, gate.points]);
    const [kept, moved] = (await editor.settings(id)).zones as { points: number[][] }[];
    assert.deepEqual(kept!.points, first);
    assert.deepEqual(rounded(moved!.points), [
      [0.2, 0.2],
      [0.9, 0.5],
    ]);
  });

  it('shows the shapes of the same camera only', async () => {
    const names = (): Promise<string[]> => editor.page.locator('.grounded-sam-canvas text').allTextContents();
    await editor.openDialog(
      await nodeWith([
        { ...yard, camera: 'front' },
        { ...yard, name: 'back', camera: 'back' },
        { ...gate, name: 'all' },
      ]),
    );
    const shown = await names();
    await editor.save();

    assert.ok(shown.includes('yard') && shown.includes('all') && !shown.includes('back'), shown.join());
  });

  it('draws the next row when the chosen one is removed, and nothing after the last one is removed', async () => {
    const id = await nodeWith([yard, gate]);
    await editor.openDialog(id);
    await editor.removeRow('zones', 0);
    await until(async () => (await polygon.points()).length === 2);
    await editor.removeRow('zones', 0);
    await until(async () => (await polygon.points()).length === 0);
    await editor.save();

    assert.deepEqual((await editor.settings(id)).zones, []);
  });

  for (const { name, zones, says } of [
    { name: 'a zone without a name', zones: [{ ...yard, name: '' }], says: /needs a name/ },
    { name: 'a zone without points', zones: [{ ...yard, points: [] }], says: /"yard" must have 3 to 64 points/ },
    { name: 'points that cannot be read', zones: [{ ...yard, points: 'the yard' }], says: /3 to 64 points/ },
    {
      name: 'points in pixels',
      zones: [
        {
          ...yard,
          points: [
            [1, 2],
            [300, 4],
            [5, 600],
          ],
        },
      ],
      says: /from 0 to 1/,
    },
    { name: 'a line with one point', zones: [{ ...gate, points: [[0, 0]] }], says: /"gate" must have 2 to 16 points/ },
    {
      name: 'a zone whose sides cross',
      zones: [{ ...yard, points: [square[0], square[2], square[1], square[3]] }],
      says: /"yard": its sides cross each other/,
    },
    {
      name: 'a line that crosses itself',
      zones: [{ ...gate, points: [square[0], square[2], square[1], square[3]] }],
      says: /"gate": its sides cross each other/,
    },
    {
      name: 'a zone without an area',
      zones: [{ ...yard, points: [square[0], square[1], square[0]] }],
      says: /"yard": its points are all at one place, or on one line/,
    },
    { name: 'two zones of one name', zones: [yard, yard], says: /Two zones or lines of a camera have the name "yard"/ },
    { name: 'a share of 0', zones: [{ ...yard, anchor: 'overlap', overlap: '0' }], says: /Share inside must be/ },
    { name: 'a negative time', zones: [{ ...yard, exitSeconds: '-1' }], says: /must be seconds from 0 up/ },
    {
      name: 'stays that are not seconds',
      zones: [{ ...yard, dwellSeconds: 'long' }],
      says: /Report stays must be empty/,
    },
  ]) {
    it(`marks ${name}`, async () => {
      const id = await nodeWith();
      const [problem] = await editor.problemsWith(id, { zones });

      assert.match(problem!, says);
    });
  }

  it('says at once, and after Done, that a dragged corner makes sides cross', async () => {
    const id = await nodeWith([yard]);
    await editor.openDialog(id);
    await polygon.drag([0.2, 0.2], [0.9, 0.5]);
    const problem = await polygon.problem();
    await editor.save();

    assert.match(problem, /^The sides cross each other/);
    assert.match((await editor.problems(id)).join(), /"yard": its sides cross each other/);
  });

  it('saves relations as they are typed', async () => {
    const id = await nodeWith();
    await editor.openDialog(id);
    const row = await editor.addRow('relations');
    await editor.fillInRow('relations', row, 'name', 'no helmet');
    await editor.fillInRow('relations', row, 'labels', 'person');
    await editor.chooseInRow('relations', row, 'without');
    await editor.fillInRow('relations', row, 'other', 'helmet, hard hat');
    await editor.save();

    const relation = { name: 'no helmet', labels: 'person', relation: 'without', other: 'helmet, hard hat' };
    assert.deepEqual((await editor.settings(id)).relations, [
      { ...relation, overlap: '0.5', enterSeconds: '2', exitSeconds: '2' },
    ]);
    assert.deepEqual(await editor.problems(id), []);
  });

  for (const { name, relation, says } of [
    { name: 'without a name', relation: { name: '' }, says: /Each relation needs a name/ },
    { name: 'without other labels', relation: { other: '' }, says: /needs labels of both kinds/ },
    { name: 'with a share of 1', relation: { overlap: '1' }, says: /Share of the smaller box must be/ },
    { name: 'with a time that is not a number', relation: { dwellSeconds: 'long' }, says: /times must be seconds/ },
  ]) {
    it(`marks a relation ${name}`, async () => {
      const relations = [{ ...{ name: 'bare', labels: 'person', relation: 'without', other: 'helmet' }, ...relation }];
      const [problem] = await editor.problemsWith(await nodeWith(), { relations });

      assert.match(problem!, says);
    });
  }

  it('takes one name on two cameras', async () => {
    const id = await nodeWith();

    assert.deepEqual(
      await editor.problemsWith(id, {
        zones: [
          { ...yard, camera: 'a' },
          { ...yard, camera: 'b' },
        ],
      }),
      [],
    );
  });
});
