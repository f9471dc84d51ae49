import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { chromiumPath, EditorPage, hasChromium, launchChromium } from '../support/editor-page';
import { type NodeRedProcess, startNodeRed } from '../support/node-red-process';

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

  let nodeRed: NodeRedProcess | undefined;
  let browser: Browser | undefined;
  let editor: EditorPage;

  before(async function () {
    if (!hasChromium() && !process.env.CI) {
      console.log(`      skipped: there is no Chromium at ${chromiumPath}; set CHROMIUM to where it is`);
      return this.skip();
    }
    nodeRed = await startNodeRed([{ id: 'flow', type: 'tab', label: 'Flow' }]);
    browser = await launchChromium();
    editor = await EditorPage.open(browser, nodeRed.url);
  });

  after(async () => {
    await browser?.close();
    await nodeRed?.stop();
  });

  afterEach(() => assert.deepEqual(editor?.errors ?? [], []));

  /** A node with zones, as a flow has it. */
  async function nodeWith(zones?: readonly object[]): Promise<string> {
    const id = `zones-${Math.random().toString(36).slice(2)}`;
    await editor.importNode({ id, type: 'vision-zones', ...(zones && { zones }) });
    return id;
  }

  it('saves zones and lines as they are typed, without empty fields', async () => {
    const id = await nodeWith();
    await editor.openDialog(id);
    const first = await editor.addRow('zones');
    await editor.fillInRow('zones', first, 'name', ' yard ');
    await editor.fillInRow('zones', first, 'points', JSON.stringify(square));
    const second = await editor.addRow('zones');
    await editor.fillInRow('zones', second, 'name', 'gate');
    await editor.chooseInRow('zones', second, 'line', 'kind');
    await editor.fillInRow('zones', second, 'labels', 'car, truck');
    // As Frigate writes points.
    await editor.fillInRow('zones', second, 'points', '0.2,0.2,0.8,0.2');
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
    await editor.fillInRow('zones', 0, 'points', '0.2,0.2,0.8,0.2');
    await editor.save();

    assert.deepEqual((await editor.settings(id)).zones, [{ ...gate, name: 'yard' }]);
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
    { name: 'two zones of one name', zones: [yard, yard], says: /Two zones or lines of a camera have the name "yard"/ },
    { name: 'a share of 0', zones: [{ ...yard, anchor: 'overlap', overlap: '0' }], says: /Share inside must be/ },
    { name: 'a negative time', zones: [{ ...yard, exitSeconds: '-1' }], says: /must be seconds from 0 up/ },
    { name: 'stays that are no times', zones: [{ ...yard, dwellSeconds: 'long' }], says: /Report stays must be empty/ },
  ]) {
    it(`marks ${name}`, async () => {
      const id = await nodeWith();
      const [problem] = await editor.problemsWith(id, { zones });

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
