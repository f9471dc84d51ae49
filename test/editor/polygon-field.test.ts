import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { cameraFlow, sendFromCamera } from '../support/camera-flow';
import { EditorPage, launchChromium, skipWithoutChromium } from '../support/editor-page';
import { type NodeRedProcess, startNodeRed } from '../support/node-red-process';
import { PolygonPage, rounded } from '../support/polygon-page';
import { until } from '../support/until';

const square = [
  [0.2, 0.2],
  [0.8, 0.2],
  [0.8, 0.8],
  [0.2, 0.8],
] as const;

const image = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#456' } })
    .png()
    .toBuffer();

describe('the polygon editor of the dialogs', function () {
  this.timeout(60_000);

  let nodeRed: NodeRedProcess | undefined;
  let browser: Browser;
  let editor: EditorPage;
  let polygon: PolygonPage;

  async function open(settings: object = {}): Promise<void> {
    await nodeRed?.stop();
    const find = {
      id: 'find',
      type: 'grounding-dino',
      z: 'flow',
      model: 'demo',
      prompt: 'star',
      busy: 'queue',
      lanes: true,
    };
    nodeRed = await startNodeRed(
      [{ id: 'flow', type: 'tab', label: 'Flow' }, ...cameraFlow('find'), { ...find, x: 400, y: 200, wires: [[]] }],
      { settings },
    );
    editor = await EditorPage.open(browser, nodeRed.url);
    polygon = new PolygonPage(editor.page);
    await editor.evaluate('globalThis.made = new Set()');
    await editor.evaluate(`{
      const { createObjectURL, revokeObjectURL } = URL;
      URL.createObjectURL = (blob) => { const url = createObjectURL(blob); made.add(url); return url; };
      URL.revokeObjectURL = (url) => { made.delete(url); revokeObjectURL(url); };
    }`);
  }

  /** Opens the dialog of a node, with a polygon editor in it. `shape` has `kind`, `points` and `others`. */
  async function edit(shape: object = {}, id = 'find'): Promise<void> {
    await editor.openDialog(id);
    const complete = { name: 'yard', kind: 'zone', points: [], colour: 'rgb(0, 128, 255)', ...shape };
    await editor.evaluate(`{
      globalThis.chosen = [];
      const container = $('<div></div>').prependTo('#dialog-form');
      const events = { onPoints: (points) => (globalThis.points = points), onChoose: (index) => chosen.push(index) };
      groundedSam.polygonField(container, ${JSON.stringify(id)}, events).edit(${JSON.stringify(complete)});
    }`);
    await editor.page.waitForTimeout(400);
  }
  const saved = (): Promise<unknown> => editor.evaluate('globalThis.points');

  before(async function () {
    skipWithoutChromium(this);
    browser = await launchChromium();
    await open();
  });
  after(async () => {
    await browser?.close();
    await nodeRed?.stop();
  });
  afterEach(async () => {
    assert.deepEqual(editor?.errors ?? [], []);
    if (await editor?.page.locator('.red-ui-tray').isVisible()) await editor.save();
  });

  describe('with a pointer', () => {
    it('draws a zone, and ends it with a click on its first corner', async () => {
      await edit();
      await polygon.click(...square);
      const before = await polygon.hint();
      await polygon.click(square[0]);
      await polygon.click([0.5, 0.95]);

      assert.match(before, /^Click the first corner or press Enter/);
      assert.match(await polygon.hint(), /^Drag a corner/);
      assert.deepEqual(rounded(await polygon.points()), square);
      assert.deepEqual(await saved(), await polygon.points());
    });

    it('draws a line, and ends it with a click on its last corner', async () => {
      await edit({ kind: 'line' });
      await polygon.click([0.2, 0.5], [0.8, 0.6], [0.8, 0.6], [0.5, 0.2]);

      assert.deepEqual(rounded(await polygon.points()), [
        [0.2, 0.5],
        [0.8, 0.6],
      ]);
    });

    it('moves a corner, and the complete shape', async () => {
      await edit({ points: square });
      await polygon.drag([0.2, 0.2], [0.1, 0.3]);
      const moved = rounded(await polygon.points());
      await polygon.drag([0.6, 0.5], [0.7, 0.44]);

      assert.deepEqual(moved, [[0.1, 0.3], ...square.slice(1)]);
      assert.deepEqual(rounded(await polygon.points())[1], [0.9, 0.14]);
    });

    it('continues a drag outside the picture, and keeps the corner inside', async () => {
      await edit({ points: square });
      await polygon.press([0.8, 0.2]);
      await polygon.moveTo([1.05, -0.02]);
      await polygon.release();

      assert.deepEqual((await polygon.points())[1], [1, 0]);
    });

    it('inserts a corner with the dot of an edge', async () => {
      await edit({ points: square });
      await polygon.drag([0.5, 0.2], [0.5, 0.1]);

      assert.deepEqual(rounded(await polygon.points()), [square[0], [0.5, 0.1], ...square.slice(1)]);
    });

    it('removes a corner with a right click, without the menu of the browser', async () => {
      await edit({ points: square });
      await editor.evaluate(
        "document.addEventListener('contextmenu', (event) => { globalThis.menu = !event.defaultPrevented; })",
      );
      await polygon.rightClick([0.8, 0.8]);

      assert.deepEqual(await polygon.points(), [square[0], square[1], square[3]]);
      assert.notEqual(await editor.evaluate('globalThis.menu'), true);
    });

    it('gives up a drag with Escape', async () => {
      await edit({ points: square });
      await polygon.press([0.2, 0.2]);
      await polygon.moveTo([0.4, 0.5]);
      await editor.press('Escape');
      await polygon.release();

      assert.deepEqual(await polygon.points(), square);
    });

    it('chooses another shape with a click', async () => {
      const others = [
        {
          name: 'door',
          kind: 'line',
          points: [
            [0.05, 0.9],
            [0.6, 0.9],
          ],
          colour: 'red',
        },
        {
          name: 'bed',
          kind: 'zone',
          points: [
            [0.85, 0.05],
            [0.99, 0.05],
            [0.99, 0.15],
          ],
          colour: 'green',
        },
      ];
      await edit({ points: square, others });
      await polygon.click([0.3, 0.9], [0.97, 0.07], [0.02, 0.02]);

      assert.deepEqual(await editor.evaluate('chosen'), [0, 1]);
      assert.deepEqual(await polygon.points(), square);
    });

    it('takes back steps, one for each drag', async () => {
      await edit({ points: square });
      const atFirst = await polygon.isButtonEnabled('Undo');
      await polygon.drag([0.2, 0.2], [0.1, 0.3]);
      await polygon.rightClick([0.8, 0.8]);
      await polygon.clickButton('Undo');
      const once = await polygon.points();
      await polygon.clickButton('Undo');

      assert.deepEqual([atFirst, once.length], [false, 4]);
      assert.deepEqual(await polygon.points(), square);
      assert.equal(await polygon.isButtonEnabled('Undo'), false);
    });

    it('draws again from the beginning', async () => {
      await edit({ points: square });
      await polygon.clickButton('Draw again');
      await polygon.click([0.3, 0.3], [0.6, 0.3], [0.5, 0.7]);
      await editor.press('Enter');

      assert.deepEqual(rounded(await polygon.points()), [
        [0.3, 0.3],
        [0.6, 0.3],
        [0.5, 0.7],
      ]);
      assert.match(await polygon.hint(), /^Drag a corner/);
    });
  });

  describe('with the keyboard alone', () => {
    it('draws, ends, moves, inserts and removes', async () => {
      await edit();
      await polygon.focus();
      await editor.press('Space', ...Array(4).fill('Shift+ArrowRight'), 'Space', ...Array(4).fill('Shift+ArrowDown'));
      await editor.press('ArrowDown', 'Space', 'Enter');
      const drawn = await polygon.points();
      await editor.press('Tab');
      const label = await polygon.focused();
      await editor.press('ArrowLeft', 'ArrowUp', 'Insert', 'Tab', 'Delete');

      assert.deepEqual(drawn, [
        [0.5, 0.5],
        [0.7, 0.5],
        [0.7, 0.705],
      ]);
      assert.equal(label, 'Corner 1 of 3: 50 % from the left, 50 % from the top');
      assert.deepEqual(await polygon.points(), [
        [0.495, 0.495],
        [0.5975, 0.4975],
        [0.7, 0.705],
      ]);
      assert.deepEqual(await saved(), await polygon.points());
    });

    it('gives up a drawing with Escape, and takes that back with Ctrl+Z', async () => {
      await edit();
      await polygon.focus();
      await editor.press('Space', 'Shift+ArrowRight', 'Space', 'Escape');
      const given = await polygon.points();
      await editor.press('Control+z');

      assert.deepEqual(given, []);
      assert.deepEqual(await polygon.points(), [
        [0.5, 0.5],
        [0.55, 0.5],
      ]);
    });

    it('has a label for each corner, and reaches each with Tab', async () => {
      await edit({ points: square });
      await polygon.focus();
      const reached: (string | null)[] = [];
      for (let count = 0; count < 4; count++) {
        await editor.press('Tab');
        reached.push(await polygon.focused());
      }

      assert.deepEqual(reached, await polygon.cornerLabels());
      assert.equal(reached[1], 'Corner 2 of 4: 80 % from the left, 20 % from the top');
    });

    it('keeps its keys from the workspace, also when there is nothing to remove', async () => {
      await editor.evaluate("RED.view.select({ nodes: [RED.nodes.node('find')] })");
      await edit({ points: square.slice(0, 3) });
      await polygon.focus();
      await editor.press('Tab', ...Array(6).fill('Delete'), ...Array(3).fill('Backspace'), 'Control+z');

      assert.equal(await editor.evaluate("RED.nodes.node('find')?.id"), 'find');
      assert.equal((await polygon.points()).length, 1);
    });
  });

  describe('with text', () => {
    for (const [name, text, expected] of [
      [
        'JSON',
        '[[0.1, 0.2], [0.9, 0.2], [0.5, 0.8]]',
        [
          [0.1, 0.2],
          [0.9, 0.2],
          [0.5, 0.8],
        ],
      ],
      [
        'a list of Frigate',
        '0.1,0.2,0.9,0.2,0.5,0.8',
        [
          [0.1, 0.2],
          [0.9, 0.2],
          [0.5, 0.8],
        ],
      ],
    ] as const) {
      it(`shows ${name} as a shape`, async () => {
        await edit({ points: square });
        await polygon.fillText(text);
        await polygon.clickButton('Undo');
        const before = await polygon.points();
        await polygon.fillText(text);

        assert.deepEqual(before, square);
        assert.deepEqual(await saved(), expected);
        assert.equal((await polygon.cornerLabels()).length, 3);
      });
    }

    it('divides pixels of supervision by the size of the original image', async () => {
      await edit();
      const pixels = 'np.array([[192, 216], [1728, 216], [960, 864]])';
      await polygon.fillText(pixels);
      const withoutImage = await polygon.problem();
      await sendFromCamera(nodeRed!.url, '', await image(1920, 1080));
      await polygon.shows(960, 540);
      await polygon.fillText(pixels);

      assert.match(withoutImage, /^These corners are in pixels: wait for an image/);
      assert.equal(await polygon.problem(), '');
      assert.deepEqual(await saved(), [
        [0.1, 0.2],
        [0.9, 0.2],
        [0.5, 0.8],
      ]);
    });

    it('keeps the shape while the text is not a list of corners, and shows the problem', async () => {
      await edit({ points: square });
      await polygon.fillText('[[0.1, 0.2], [0.9');
      const problem = await polygon.problem();
      await polygon.focus();

      assert.match(problem, /^Corners must be pairs of numbers/);
      assert.deepEqual(await polygon.points(), square);
      assert.equal(await polygon.problem(), '');
    });

    for (const kind of ['zone', 'line']) {
      it(`says that sides of a ${kind} cross each other`, async () => {
        await edit({ kind, points: [square[0], square[2], square[1], square[3]] });

        assert.match(await polygon.problem(), /^The sides cross each other/);
      });
    }
  });

  describe('over a picture', () => {
    it('shows the reason while there is no picture, and can be drawn on', async () => {
      await editor.importNode({ id: 'new', type: 'grounding-dino', ...{ model: 'demo' } });
      await edit({}, 'new');
      await until(async () => (await polygon.reason()).startsWith('The node is not deployed yet'));
      await polygon.click(...square);

      assert.deepEqual(rounded(await polygon.points()), square);
      assert.ok(Math.abs((await polygon.aspect()) - 16 / 9) < 0.01);
    });

    it('shows the running flow, and follows it', async () => {
      await edit({ points: square });
      await sendFromCamera(nodeRed!.url, 'door', await image(1200, 900));
      await until(async () => (await polygon.cameras()).includes('door'));
      await polygon.chooseCamera('door');
      await polygon.shows(960, 720);
      const aspect = await polygon.aspect();
      await polygon.drag([0.2, 0.2], [0.1, 0.1]);
      await sendFromCamera(nodeRed!.url, 'door', await image(400, 200));
      await polygon.shows(400, 200);

      assert.ok(Math.abs(aspect - 4 / 3) < 0.01 && Math.abs((await polygon.aspect()) - 2) < 0.01);
      assert.deepEqual(rounded(await polygon.points())[0], [0.1, 0.1]);
      assert.equal(await polygon.reason(), '');
    });

    it('has one of several cameras', async () => {
      await edit();
      await sendFromCamera(nodeRed!.url, 'front', await image(300, 300));
      await sendFromCamera(nodeRed!.url, 'back', await image(200, 100));
      await until(
        async () => (await polygon.cameras()).includes('front') && (await polygon.cameras()).includes('back'),
      );
      await polygon.chooseCamera('front');
      await polygon.shows(300, 300);
      await polygon.chooseCamera('back');
      await polygon.shows(200, 100);
    });

    it('opens a file of this machine, which is not sent anywhere', async () => {
      await edit();
      const sent: string[] = [];
      editor.page.on('request', (request) => void (request.method() !== 'GET' && sent.push(request.url())));
      await polygon.openFile('yard.png', await image(500, 250));
      await polygon.shows(500, 250);
      await polygon.fillText('50,50, 450,50, 250,200');

      assert.deepEqual(await saved(), [
        [0.1, 0.2],
        [0.9, 0.2],
        [0.5, 0.8],
      ]);
      assert.ok((await polygon.cameras()).includes('yard.png'));
      assert.deepEqual(
        sent.filter((url) => !url.endsWith('/grounded-sam/pictures/find')),
        [],
      );
    });

    it('reports a file that is not a picture', async () => {
      await edit();
      await polygon.openFile('notes.png', Buffer.from('no picture'));
      await until(async () => (await polygon.reason()).startsWith('notes.png is not an image'));
    });

    it('keeps and requests no picture after the dialog is closed', async () => {
      await edit();
      await sendFromCamera(nodeRed!.url, '', await image(320, 240));
      await until(async () => (await polygon.pictureSize()) !== undefined);
      await polygon.openFile('yard.png', await image(500, 250));
      await polygon.shows(500, 250);
      const open = await editor.evaluate<number>('made.size');
      await editor.save();
      let requests = 0;
      editor.page.on('request', (request) => {
        if (request.url().includes('/pictures/')) requests++;
      });
      await editor.page.waitForTimeout(1500);

      assert.equal(open, 2);
      assert.equal(await editor.evaluate<number>('made.size'), 0);
      assert.equal(requests, 0);
    });

    it('says which permission is missing, and can be drawn on', async () => {
      await open({ adminAuth: { type: 'credentials', users: [], default: { permissions: 'read' } } });
      await edit();
      const reason = await polygon.reason();
      await polygon.click(...square);

      assert.match(reason, /permission grounded-sam\.write/);
      assert.deepEqual(rounded(await polygon.points()), square);
    });
  });
});
