import assert from 'node:assert/strict';
import sharp from 'sharp';
import { decodeImage } from '../../src/image/decode';
import { catchAll, errorOf, inbox, loadFlow, send, unloadFlow } from '../support/node-red';
import { noise } from '../support/random';

const size = { width: 200, height: 150 };
const pixels = noise(size.width * size.height * 3, 3);
const vision = { image: size };
/** The box that must be hidden: `[x, y, width, height]`. */
const secret = [80, 40, 50, 60] as const;

const flow = (settings: object) => [
  { id: 'draw', type: 'mask-render', format: 'png', wires: [['out']], ...settings },
  { id: 'out', type: 'helper' },
  ...catchAll,
];

describe('redaction', () => {
  let image: Buffer;
  before(async () => {
    image = await sharp(pixels, { raw: { ...size, channels: 3 } })
      .png()
      .toBuffer();
  });
  after(unloadFlow);

  let loaded: object = {};
  /** Loads a flow with these settings, unless the test before has loaded it with the same object. */
  async function load(settings: object): Promise<void> {
    if (settings === loaded) return;
    await unloadFlow();
    await loadFlow(flow(settings));
    loaded = settings;
  }

  /** The share of the values inside a box that the drawn image still has, 0 to 1. By chance it is about 0.004. */
  async function shareKept(drawn: unknown, [left, top, width, height]: readonly number[] = secret): Promise<number> {
    const { data } = await decodeImage(drawn as Buffer);
    let kept = 0;
    for (let y = top!; y < top! + height!; y++) {
      for (let at = (y * size.width + left!) * 3; at < (y * size.width + left! + width!) * 3; at++) {
        if (data[at] === pixels[at]) kept++;
      }
    }
    return kept / (width! * height! * 3);
  }

  for (const { row, label } of [
    { row: 'café', label: 'cafe\u0301' },
    { row: 'straße', label: 'STRASSE' },
    { row: 'person', label: 'per\u200bson' },
    { row: 'person', label: ' Person.' },
    { row: 'Nummernschild！', label: 'NUMMERN\u00adSCHILD' },
  ]) {
    it(`hides the class ${JSON.stringify(row)} in an object labelled ${JSON.stringify(label)}`, async () => {
      await load({ styles: ['label'], labelText: 'x', classes: [{ label: row, styles: ['blackout'] }] });
      const out = inbox('out');

      send('draw', { payload: image, vision, detections: [{ label, bbox: secret }] });
      const { payload, detections } = await out.next();

      assert.ok((await shareKept(payload)) < 0.02);
      assert.equal((detections as { label: string }[])[0]!.label, label, 'the label is as typed');
    });
  }

  const mask = (rows: number, columns: number, offset: readonly [number, number], value = 1) => ({
    type: 'uint8',
    dims: [rows, columns],
    offset,
    data: Buffer.alloc(rows * columns, value),
  });
  /** A full-size mask with one pixel of the object. */
  const onePixel = (x: number, y: number) => {
    const full = mask(size.height, size.width, [0, 0], 0);
    full.data[y * size.width + x] = 255;
    return full;
  };
  const look = {
    blackout: { styles: ['blackout'] },
    blur: { styles: ['blur', 'label'] },
    pixelate: { styles: ['outline', 'pixelate'] },
    'blackout of a class': { styles: ['box'], classes: [{ label: 'face', styles: ['blackout'] }] },
    'blackout and Max. width': { styles: ['blackout'], maxWidth: 199 },
    'inverted cut-out': { styles: ['cutout'], invert: true },
    'inverted opaque background': { styles: ['background'], backgroundOpacity: 1, invert: true },
  } as const;

  for (const [style, settings] of Object.entries(look)) {
    for (const [name, untrusted] of [
      ['of one pixel in the box', onePixel(100, 70)],
      ['of one pixel next to the box', onePixel(70, 30)],
      ['of less than 5 % of the box', mask(14, 10, [90, 50])],
      ['without a pixel of the object', mask(60, 50, [80, 40], 0)],
      ['of no size', mask(0, 0, [0, 0])],
      ['outside the image', mask(60, 50, [900, 40])],
      ['of an image of half the size', mask(30, 25, [40, 20])],
      ['of an image of twice the size', mask(120, 100, [160, 80])],
      ['whose height and width are swapped', mask(50, 60, [80, 40])],
      ['that is shifted by a fifth', mask(60, 50, [90, 40])],
      ['that reaches out of the image', mask(40, 150, [100, 20])],
    ] as const) {
      it(`with ${style} hides the box of a mask ${name}`, async () => {
        await load(settings);
        const out = inbox('out');

        send('draw', { payload: image, vision, detections: [{ label: 'face', bbox: secret, mask: untrusted }] });
        const { payload } = await out.next();

        const shrunk = 'maxWidth' in settings;
        assert.ok((await shareKept(shrunk ? await enlarged(payload) : payload)) < 0.03);
      });
    }
  }

  /** Of an image that was shrunk to 199 pixels. */
  const enlarged = (drawn: unknown): Promise<Buffer> =>
    sharp(drawn as Buffer)
      .resize(size.width, size.height, { fit: 'fill', kernel: 'nearest' })
      .png()
      .toBuffer();

  it('hides a trusted mask of 5 % of its box only, and the box if Min. coverage is higher', async () => {
    const detections = [{ label: 'face', bbox: secret, mask: mask(15, 10, [90, 50]) }];
    const left = [80, 40, 5, 60];
    const kept = async (minCoverage: number) => {
      await load({ styles: ['blackout'], minCoverage });
      const out = inbox('out');
      send('draw', { payload: image, vision, detections });
      const { payload } = await out.next();
      return [await shareKept(payload, [90, 50, 10, 15]), await shareKept(payload, left)] as const;
    };

    const [inMask, inBox] = await kept(5);
    assert.ok(inMask < 0.03);
    assert.equal(inBox, 1);
    assert.ok((await kept(5.1))[1] < 0.03);
    assert.ok((await kept(100))[1] < 0.03);
  });

  it('hides the mask and the box if most of the mask is outside the box', async () => {
    await load({ styles: ['blackout'] });
    const out = inbox('out');

    send('draw', { payload: image, vision, detections: [{ bbox: secret, mask: mask(60, 100, [10, 40]) }] });
    const { payload } = await out.next();

    assert.ok((await shareKept(payload)) < 0.03);
    assert.ok((await shareKept(payload, [10, 40, 70, 60])) < 0.03);
  });

  for (const [style, settings] of Object.entries({
    'inverted blackout': { styles: ['blackout'], invert: true, grow: 0 },
    'cut-out': { styles: ['cutout'] },
    'opaque background': { styles: ['background'], backgroundOpacity: 1 },
  })) {
    it(`with ${style} shows no mask of another object`, async () => {
      await load(settings);
      const out = inbox('out');
      const other = [10, 10, 40, 20];

      send('draw', { payload: image, vision, detections: [{ bbox: other, mask: mask(60, 50, [80, 40]) }] });
      const { payload } = await out.next();

      assert.ok((await shareKept(payload)) < 0.03);
    });
  }

  const face = { label: 'face', bbox: secret };
  for (const style of ['blur', 'blackout of a class', 'inverted cut-out'] as const) {
    for (const [name, msg] of [
      ['a box of no size', { detections: [face, { ...face, bbox: [80, 40, 0, 0] }] }],
      ['a box without height', { detections: [{ ...face, bbox: [80, 40, 50, 0] }] }],
      ['a box given as shares', { detections: [{ ...face, bbox: [0.4, 0.27, 0.25, 0.4] }] }],
      [
        'a box given as shares that reaches out of the image',
        { detections: [{ ...face, bbox: [-0.01, 0.27, 1.02, 0.4] }] },
      ],
      ['a box given as shares that covers the image', { detections: [{ ...face, bbox: [0, 0, 1, 1] }] }],
      [
        'corners given as shares',
        { detections: [{ label: 'face', box: { xmin: 0.4, ymin: 0.27, xmax: 0.65, ymax: 0.67 } }] },
      ],
      ['shares and a mask', { detections: [{ ...face, bbox: [0.4, 0.27, 0.25, 0.4], mask: mask(60, 50, [80, 40]) }] }],
      ['a box outside the image', { detections: [face, { ...face, bbox: [200, 40, 50, 60] }] }],
      [
        'a box outside the image with a mask in it',
        { detections: [{ ...face, bbox: [300, 40, 9, 9], mask: mask(9, 9, [80, 40]) }] },
      ],
      ['a box with NaN', { detections: [{ ...face, bbox: [80, Number.NaN, 50, 60] }] }],
      ['a box with Infinity', { detections: [{ ...face, bbox: [80, 40, Number.POSITIVE_INFINITY, 60] }] }],
      ['a negative size', { detections: [{ ...face, bbox: [130, 100, -50, -60] }] }],
      ['a mask without a box', { detections: [{ label: 'face', mask: mask(60, 50, [80, 40]) }] }],
      ['a mask as RLE', { detections: [{ ...face, mask: { size: [75, 100], counts: 'abc' } }] }],
      [
        'a mask with too little data',
        { detections: [{ ...face, mask: { ...mask(60, 50, [80, 40]), dims: [61, 50] } }] },
      ],
      [
        'detections of an image of another size',
        { detections: [face], vision: { image: { width: 400, height: 300 } } },
      ],
      [
        'detections of the image before its rotation',
        { detections: [face], vision: { image: { width: 150, height: 200 } } },
      ],
      ['a size of NaN', { detections: [face], vision: { image: { width: Number.NaN, height: 150 } } }],
      ['an unknown size', { detections: [face], vision: undefined }],
      ['a size that is text', { detections: [face], vision: { image: { width: '200', height: '150' } } }],
      ['boxes of other nodes and an unknown size', { detections: undefined, boxes: [secret], vision: {} }],
      ['no detections after an error', { detections: [], error: { message: 'no model' } }],
      ['no detections', {}],
    ] as const) {
      it(`with ${style} sends nothing for ${name}`, async () => {
        await load(look[style]);
        const [out, caught] = [inbox('out'), inbox('caught')];

        send('draw', { payload: image, vision, ...msg });
        const error = errorOf(await caught.next());
        send('draw', { payload: image, vision, detections: [{ ...face, bbox: [80, 40, 50, 60] }] });
        await out.next();

        assert.equal(error.code, 'BAD_BOXES', error.message);
        assert.equal(out.messages.length, 1);
      });
    }
  }

  it('hides objects of an unknown image size if Allow unknown image size is on', async () => {
    await load({ styles: ['blackout'], allowUnknownSize: true });
    const out = inbox('out');

    send('draw', { payload: image, boxes: [secret] });

    assert.ok((await shareKept((await out.next()).payload)) < 0.03);
  });

  it('hides boxes given as shares if Box format says so', async () => {
    await load({ styles: ['blackout'], boxFormat: 'xywhn' });
    const out = inbox('out');

    send('draw', { payload: image, vision, detections: [[0.4, 40 / 150, 0.25, 0.4]] });

    assert.ok((await shareKept((await out.next()).payload)) < 0.03);
  });

  it('needs no image size for styles that hide nothing', async () => {
    await load({ styles: ['overlay', 'background', 'outline', 'box', 'label', 'halo', 'mask-only'] });
    const out = inbox('out');

    send('draw', { payload: image, boxes: [secret] });

    await out.next();
  });

  it('hides detections of the upright image, also if the file is rotated', async () => {
    const stored = await sharp(pixels, { raw: { ...size, channels: 3 } })
      .rotate(-90)
      .png()
      .toBuffer();
    const rotated = await sharp(stored).withMetadata({ orientation: 6 }).png().toBuffer();
    await load({ styles: ['blackout'] });
    const [out, caught] = [inbox('out'), inbox('caught')];

    send('draw', { payload: rotated, vision, detections: [face] });
    const { payload } = await out.next();
    send('draw', { payload: rotated, vision: { image: { width: 150, height: 200 } }, detections: [face] });
    await caught.next();

    assert.ok((await shareKept(payload)) < 0.03);
    assert.equal(await shareKept(payload, [0, 0, 60, 150]), 1);
    assert.equal(out.messages.length, 1);
  });

  for (const style of ['blackout', 'blur', 'pixelate'] as const) {
    const settings = { styles: [style], grow: 0 };
    for (const [name, bbox] of [
      ['of one pixel', [100, 70, 1, 1]],
      ['of 3 x 3 pixels', [100, 70, 3, 3]],
      ['in the corner', [198, 148, 2, 2]],
      ['cut off to a part of a pixel', [199.6, 40, 0.4, 60]],
      ['that reaches out of the image', [-20, -20, 24, 24]],
      ['as large as the image', [0, 0, 200, 150]],
    ] as const) {
      it(`with ${style} hides a box ${name}`, async () => {
        await load(settings);
        const out = inbox('out');

        send('draw', { payload: image, vision, detections: [{ bbox }] });
        const { payload } = await out.next();

        const [x, y] = [Math.max(Math.floor(bbox[0]), 0), Math.max(bbox[1], 0)];
        const inside = [x, y, Math.min(bbox[0] + bbox[2], 200) - x, Math.min(bbox[1] + bbox[3], 150) - y];
        assert.ok((await shareKept(payload, inside)) < 0.2);
      });
    }
  }
});
