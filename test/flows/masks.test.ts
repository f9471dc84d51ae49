import assert from 'node:assert/strict';
import sharp from 'sharp';
import type { CocoRle, Detection, ImageSize, Mask, MaskPolygon, Tensor } from '../../src';
import { growMask } from '../../src/geometry/grow';
import { maskArea, maskFromRle } from '../../src/geometry/mask';
import { maskPolygons } from '../../src/geometry/polygons';
import { decodeImage } from '../../src/image/decode';
import { pixelsOf } from '../support/masks';
import {
  catchAll,
  errorOf,
  inbox,
  loadFlow,
  type Message,
  nodeRedVersion,
  send,
  unloadFlow,
} from '../support/node-red';
import { scene } from '../support/scenes';

const { image } = scene(19);
const size: ImageSize = { width: 320, height: 320 };

const flow = (settings: object = {}) => [
  { id: 'find', type: 'grounding-dino', model: 'demo', prompt: 'cyan star. pink cross. blue ring', wires: [['cut']] },
  { id: 'cut', type: 'sam', model: 'demo', wires: [['out']], ...settings },
  { id: 'out', type: 'helper' },
  ...catchAll,
];

/** The message that `sam` sends for an image with a star, a cross and a ring. */
async function outputOf(settings: object, msg: object = {}): Promise<Message & { detections: Detection[] }> {
  await loadFlow(flow(settings));
  const out = inbox('out');
  send('find', { payload: image, ...msg });
  return (await out.next()) as Message & { detections: Detection[] };
}

const masksOf = ({ detections }: { detections: Detection[] }): Mask[] => detections.map(({ mask }) => mask!);

async function pixelsOfPng(png: Buffer, channels: number): Promise<number[]> {
  const { space } = await sharp(png).metadata();
  const { data, info } = await sharp(png).toColourspace(space!).raw().toBuffer({ resolveWithObject: true });
  assert.equal(info.channels, channels);
  return [...data];
}

const isOwnBuffer = (value: unknown): boolean => Buffer.isBuffer(value) && value.buffer.byteLength === value.length;

describe(`the additional masks of sam, in Node-RED ${nodeRedVersion}`, () => {
  afterEach(unloadFlow);

  it('are set only on request, and an earlier value of the property stays otherwise', async () => {
    const { masks } = await outputOf({}, { masks: 'mine' });

    assert.equal(masks, 'mine');
  });

  it('are one tensor of the size of the image', async () => {
    const message = await outputOf({ maskForm: 'tensor' });
    const { type, dims, data } = message.masks as Tensor;

    assert.deepEqual({ type, dims }, { type: 'uint8', dims: [3, 320, 320] });
    assert.deepEqual(
      new Uint8Array(data),
      Uint8Array.from(masksOf(message).flatMap((mask) => [...pixelsOf(mask, size)])),
    );
    assert.ok(isOwnBuffer(data));
  });

  it('are COCO RLE', async () => {
    const message = await outputOf({ maskForm: 'rle' });

    assert.deepEqual((message.masks as CocoRle[]).map(maskFromRle), masksOf(message));
  });

  for (const [masksAs, maskForm] of [
    ['rle', 'rle'],
    ['polygons', 'polygons'],
    ['none', 'none'],
  ] as const) {
    it(`are ${masksAs} inside the detections, which are small as JSON`, async () => {
      const { detections, masks = [] } = await outputOf({ masksAs, maskForm, tolerance: 2 });

      assert.equal(detections.length, 3);
      for (const [index, detection] of detections.entries()) {
        const { mask, score, maskScore, area } = detection;
        assert.deepEqual(Reflect.get(detection, masksAs), (masks as unknown[])[index]);
        assert.deepEqual([mask, score], [undefined, Number(score.toFixed(4))]);
        assert.ok(maskScore! > 0.5 && maskScore === Number(maskScore!.toFixed(4)) && area! > 100);
      }
      assert.ok(JSON.stringify(detections).length < 4000);
    });
  }

  it('inside the detections are read as COCO RLE by the next node', async () => {
    const { detections } = await outputOf({});
    await unloadFlow();
    const next = { id: 'next', type: 'object-tracker', wires: [['out'], []] };
    await loadFlow([...flow({ masksAs: 'rle', wires: [['next']] }), next]);
    const out = inbox('out');
    send('find', { payload: image });

    assert.deepEqual(masksOf((await out.next()) as Message & { detections: Detection[] }), masksOf({ detections }));
  });

  it('are polygons, simplified by the tolerance', async () => {
    for (const [settings, tolerance] of [
      [{}, 1],
      [{ tolerance: '0' }, 0],
    ] as const) {
      const message = await outputOf({ maskForm: 'polygons', ...settings });
      const polygons = message.masks as MaskPolygon[][];

      assert.deepEqual(
        polygons,
        masksOf(message).map((mask) => maskPolygons(mask, tolerance)),
      );
      const ring = message.detections.findIndex(({ label }) => label === 'blue ring');
      assert.equal(polygons[ring]![0]!.holes.length, 1);
      await unloadFlow();
    }
  });

  it('are cut-outs', async () => {
    const message = await outputOf({ maskForm: 'cutouts' });
    const picture = await decodeImage(image);

    for (const [index, png] of (message.masks as Buffer[]).entries()) {
      assert.ok(isOwnBuffer(png));
      const { dims, offset, data } = masksOf(message)[index]!;
      const expected = [...data].flatMap((value, at) => {
        const from = ((offset[1] + Math.floor(at / dims[1])) * 320 + offset[0] + (at % dims[1])) * 3;
        return value === 0 ? [0, 0, 0, 0] : [...picture.data.subarray(from, from + 3), 255];
      });
      assert.deepEqual(await pixelsOfPng(png, 4), expected);
    }
  });

  it('are black and white images', async () => {
    const message = await outputOf({ maskForm: 'pngs' });

    for (const [index, png] of (message.masks as Buffer[]).entries()) {
      assert.ok(isOwnBuffer(png));
      const expected = [...pixelsOf(masksOf(message)[index]!, size)].map((value) => value * 255);
      assert.deepEqual(await pixelsOfPng(png, 1), expected);
    }
  });

  it('are one index map, with its own rule for overlaps', async () => {
    const message = await outputOf({ maskForm: 'index', overlaps: 'score', masks: 'maps.index' });
    const expected = new Uint8Array(320 * 320);
    masksOf(message).forEach((mask, index) => {
      pixelsOf(mask, size).forEach((value, at) => {
        if (value === 1) expected[at] = index + 1;
      });
    });
    const { index } = message.maps as { index: Buffer };

    assert.ok(isOwnBuffer(index));
    assert.deepEqual(await pixelsOfPng(index, 1), [...expected]);
    assert.equal(message.masks, undefined);
  });

  it('are empty if nothing was detected', async () => {
    for (const [maskForm, expected] of [
      ['tensor', { type: 'uint8', dims: [0, 320, 320], data: Buffer.alloc(0) }],
      ['polygons', []],
      ['pngs', []],
    ] as const) {
      const { masks } = await outputOf({ maskForm }, { prompt: 'red heart @ 0.99' });
      assert.deepEqual(masks, expected);
      await unloadFlow();
    }
    const { masks } = await outputOf({ maskForm: 'index' }, { prompt: 'red heart @ 0.99' });
    assert.deepEqual(await pixelsOfPng(masks as Buffer, 1), Array(320 * 320).fill(0));
  });
});

describe('masks that sam cleans up', () => {
  afterEach(unloadFlow);

  it('are filled and grown, with a new area and the same box', async () => {
    const before = (await outputOf({})).detections;
    await unloadFlow();
    const after = (await outputOf({ fillHoles: '100000', grow: '2' })).detections;

    assert.equal(after.length, 3);
    for (const [index, { label, bbox, mask, area }] of after.entries()) {
      assert.deepEqual([label, bbox], [before[index]!.label, before[index]!.bbox]);
      assert.equal(area, maskArea(mask!));
      assert.deepEqual(
        maskPolygons(mask!).flatMap(({ holes }) => holes),
        [],
      );
      const least = growMask(before[index]!.mask!, 2, size);
      assert.ok(area >= maskArea(least));
      if (label === 'blue ring') assert.ok(area > maskArea(least) + 100);
    }
  });

  it('stay with their detections if no pixel remains', async () => {
    const { detections } = await outputOf({ minArea: 100000 });

    assert.equal(detections.length, 3);
    for (const { mask, area } of detections) {
      assert.deepEqual([area, mask], [0, { type: 'uint8', dims: [0, 0], offset: [0, 0], data: Buffer.alloc(0) }]);
    }
  });

  it('drop duplicates from the detections and from the additional masks', async () => {
    await loadFlow(flow({ duplicates: 'class', maskForm: 'rle' }));
    const out = inbox('out');
    const [first, second] = scene(19).objects.map(({ bbox }) => bbox);

    const detections = [
      { label: 'thing', score: 0.5, bbox: first },
      { label: 'thing', score: 0.7, bbox: second },
      { label: 'thing', score: 0.9, bbox: first, track: 7 },
      { label: 'other', score: 0.1, bbox: second },
    ];
    send('cut', { payload: image, detections });
    const message = (await out.next()) as Message & { detections: Detection[] };

    assert.deepEqual(
      message.detections.map(({ label, score }) => [label, score]),
      [
        ['thing', 0.7],
        ['thing', 0.9],
        ['other', 0.1],
      ],
    );
    assert.equal((message.detections[1] as Detection & { track: number }).track, 7);
    assert.deepEqual((message.masks as CocoRle[]).map(maskFromRle), masksOf(message));
  });

  const refused: [setting: string, value: unknown, message: RegExp][] = [
    ['masksAs', 'png', /^masksAs must be one of buffer, rle, polygons, none, got "png"/],
    ['maskForm', 'jpeg', /^maskForm must be one of none, tensor, rle, polygons, cutouts, pngs, index, got "jpeg"/],
    ['masks', '', /^masks must be text that is not empty/],
    ['tolerance', -1, /^tolerance must be a number from 0 to 1000, got -1/],
    ['minArea', 'few', /^minArea must be a whole number from 0 up/],
    ['fillHoles', 1.5, /^fillHoles must be a whole number from 0 up/],
    ['largestPart', 'yes', /^largestPart must be true or false/],
    ['grow', 101, /^grow must be a whole number from -100 to 100/],
    ['overlaps', 'larger', /^overlaps must be one of keep, score, smaller/],
    ['duplicates', 'all', /^duplicates must be one of keep, class, agnostic/],
    ['duplicateOverlap', 2, /^duplicateOverlap must be a number from 0 to 1/],
    ['duplicateMetric', 'dice', /^duplicateMetric must be one of iou, ios/],
  ];
  for (const [setting, value, expected] of refused) {
    it(`are refused with ${setting} = ${JSON.stringify(value)}`, async () => {
      await loadFlow(flow({ [setting]: value }));
      const caught = inbox('caught');

      send('cut', { payload: image, boxes: [[0, 0, 9, 9]] });
      const error = errorOf(await caught.next());

      assert.equal(error.code, 'INVALID_INPUT');
      assert.match(error.message, expected);
    });
  }
});
