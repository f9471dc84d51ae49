import assert from 'node:assert/strict';
import type { Bbox, Detection } from '../../src';
import { decodeImage } from '../../src/image/decode';
import { cocoOf, type DatasetFolder, openDatasetFolder } from '../support/datasets';
import { catchAll, errorOf, inbox, loadFlow, type Message, nextEnd, send, unloadFlow } from '../support/node-red';
import { scene } from '../support/scenes';

const { image, objects } = scene(19);
const side = 320;
const bbox: Bbox = [80, 160, 64, 128];
const [x, y, width, height] = bbox;

const arrays: Readonly<Record<string, readonly number[]>> = {
  xywh: bbox,
  xyxy: [x, y, x + width, y + height],
  cxcywh: [x + width / 2, y + height / 2, width, height],
  xywhn: bbox.map((value) => value / side),
  xyxyn: [x, y, x + width, y + height].map((value) => value / side),
  cxcywhn: [x + width / 2, y + height / 2, width, height].map((value) => value / side),
};

describe('the box format', () => {
  let folder: DatasetFolder;
  beforeEach(() => {
    folder = openDatasetFolder();
  });
  afterEach(async () => {
    await unloadFlow();
    folder.remove();
  });

  const flow = (settings: object = {}) => [
    { id: 'cut', type: 'sam', model: 'demo', wires: [['out']], ...settings },
    {
      id: 'draw',
      type: 'mask-render',
      styles: ['blackout'],
      grow: 0,
      format: 'png',
      allowUnknownSize: true,
      wires: [['out']],
      ...settings,
    },
    { id: 'export', type: 'dataset-export', folder: folder.path, train: 1, val: 0, wires: [['out']], ...settings },
    { id: 'out', type: 'helper' },
    ...catchAll,
  ];

  const results: Readonly<Record<string, (message: Message) => unknown>> = {
    cut: ({ detections }) => (detections as Detection[])[0]!.bbox,
    /** The bounds of the black pixels. */
    async draw({ payload }) {
      const pixels = await decodeImage(payload as Buffer);
      const isBlack = (at: number) => pixels.data.subarray(at * 3, at * 3 + 3).every((value) => value === 0);
      const black = Array.from({ length: side * side }, (_, at) => at).filter(isBlack);
      const [first, last] = [black[0]!, black.at(-1)!];
      const [left, top] = [first % side, Math.floor(first / side)];
      return [left, top, (last % side) + 1 - left, Math.floor(last / side) + 1 - top];
    },
    async export() {
      await unloadFlow();
      return cocoOf(folder).annotations[0]!.bbox;
    },
  };

  for (const [node, resultOf] of Object.entries(results)) {
    for (const [format, numbers] of Object.entries(arrays)) {
      it(`${format} is read by ${node}, as the setting and from the message`, async () => {
        await loadFlow(flow({ boxFormat: format }));
        const bySetting = nextEnd();
        send(node, { payload: image, boxes: [numbers] });
        const result = await resultOf(await bySetting);
        await unloadFlow();
        folder.remove();
        folder = openDatasetFolder();
        await loadFlow(flow());
        const byMessage = nextEnd();
        send(node, { payload: image, detections: [{ box: numbers }], boxFormat: format });

        assert.deepEqual(result, bbox);
        assert.deepEqual(await resultOf(await byMessage), bbox);
      });
    }

    it(`is x, y, width, height in a flow that was saved without it, at ${node}`, async () => {
      await loadFlow(flow());
      const message = nextEnd();
      send(node, { payload: image, boxes: [bbox] });

      assert.deepEqual(await resultOf(await message), bbox);
    });

    for (const { name, boxes, says } of [
      { name: 'shares', boxes: [arrays.xywhn], says: /It looks like shares of 0 to 1: set Box format to xywhn/ },
      {
        name: 'corners',
        boxes: [[200, 200, 310, 300]],
        says: /It looks like \[x1, y1, x2, y2\] in pixels: set Box format to xyxy/,
      },
      {
        name: 'a box far outside',
        boxes: [bbox, [900, 20, 9, 9]],
        says: /^detections\[1\] is far outside the image of 320 x 320/,
      },
      { name: 'a box without size', boxes: [[20, 20, 0, 0]], says: /A box has at least one pixel/ },
      { name: 'a negative size', boxes: [[20, 20, -5, 9]], says: /^msg\.boxes\[0\] must be/ },
      { name: 'NaN', boxes: [[20, Number.NaN, 5, 9]], says: /^msg\.boxes\[0\] must be/ },
      { name: '20,000 boxes', boxes: Array(20_000).fill(bbox), says: /^msg\.boxes has too many boxes: at most 10000/ },
    ]) {
      it(`${node} refuses ${name}`, async () => {
        await loadFlow(flow());
        const message = nextEnd();
        send(node, { payload: image, boxes });

        const { code, message: sentence } = errorOf(await message);
        assert.equal(code, 'BAD_BOXES');
        assert.match(sentence, says);
      });
    }
  }

  it('of the message describes the boxes before sam, which removes the property', async () => {
    await loadFlow([
      { id: 'cut', type: 'sam', model: 'demo', wires: [['draw']] },
      { id: 'draw', type: 'mask-render', wires: [['out']] },
      { id: 'out', type: 'helper' },
    ]);
    const out = inbox('out');
    const [left, top, wide, high] = objects[0]!.bbox;

    send('cut', { payload: image, boxes: [[left, top, left + wide, top + high]], boxFormat: 'xyxy' });
    const { detections, boxFormat } = await out.next();

    assert.equal(boxFormat, undefined);
    assert.deepEqual((detections as Detection[])[0]!.bbox, objects[0]!.bbox);
  });

  it('that does not exist is refused', async () => {
    await loadFlow(flow());
    const message = nextEnd();
    send('cut', { payload: image, boxes: [bbox], boxFormat: 'yolo' });

    assert.match(errorOf(await message).message, /^msg\.boxFormat must be one of xywh, xyxy, cxcywh, xywhn/);
  });
});
