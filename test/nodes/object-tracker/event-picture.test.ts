import assert from 'node:assert/strict';
import sharp from 'sharp';
import { eventPicture } from '../../../nodes/object-tracker/event-picture';
import { type Bbox, type Detection, decodeDefaults, type ImageInput, openRenderer, type Renderer } from '../../../src';
import { scene } from '../../support/scenes';

const image = { width: 320, height: 320 };
const limits = { signal: new AbortController().signal, timeoutMs: 60_000 };
const mask = { type: 'uint8', dims: [2, 2], offset: [110, 60], data: Buffer.of(1, 1, 1, 0) } as const;
const at = (bbox: Bbox): Detection => ({ label: 'cat', score: 0.5, bbox, mask });
const pictureOf = (source: ImageInput, bbox: Bbox) => ({
  source: { image: source, decode: decodeDefaults },
  ...{ time: 0, image, detection: at(bbox) },
});

describe('the picture of an event', () => {
  let renderer: Renderer;
  before(() => {
    renderer = openRenderer();
  });
  after(() => renderer.close());

  it('is the received file itself with `frame`', async () => {
    const { image: file } = scene(4);
    const kept = pictureOf(file, [100, 50, 80, 120]);

    const made = await eventPicture(kept, 'frame', renderer, limits);

    assert.equal(made.picture, file);
    assert.deepEqual([made.image, made.detection], [image, kept.detection]);
  });

  it('is a file with `frame`, if the image was raw pixels', async () => {
    const { data, info } = await sharp(scene(4).image).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const raw = { data, width: info.width, height: info.height, channels: 3 } as const;

    const made = await eventPicture(pictureOf(raw, [100, 50, 80, 120]), 'frame', renderer, limits);

    assert.deepEqual([made.image, made.detection], [image, at([100, 50, 80, 120])]);
    const { format, width } = await sharp(made.picture).metadata();
    assert.deepEqual([format, width], ['jpeg', 320]);
  });

  for (const { name, bbox, size, moved } of [
    { name: 'a quarter of the box on each side', bbox: [100, 50, 80, 120], size: [120, 180], moved: [20, 30] },
    { name: 'no more than the image', bbox: [0, 0, 80, 120], size: [100, 150], moved: [0, 0] },
  ] as { name: string; bbox: Bbox; size: [number, number]; moved: [number, number] }[]) {
    it(`is cut out with \`crop\`, with ${name}, and its box and mask move with it`, async () => {
      const made = await eventPicture(pictureOf(scene(4).image, bbox), 'crop', renderer, limits);

      const [dx, dy] = [moved[0] - bbox[0], moved[1] - bbox[1]];
      const { format, width, height } = await sharp(made.picture).metadata();
      assert.deepEqual([format, width, height], ['jpeg', ...size]);
      assert.deepEqual(made.image, { width: size[0], height: size[1] });
      assert.deepEqual(made.detection, {
        ...at([...moved, bbox[2], bbox[3]]),
        mask: { ...mask, offset: [mask.offset[0] + dx, mask.offset[1] + dy] },
      });
    });
  }

  it('is not cut out of an image of another size than that of the detections', async () => {
    const other = { ...pictureOf(scene(4).image, [100, 50, 80, 120]), image: { width: 640, height: 640 } };

    await assert.rejects(eventPicture(other, 'crop', renderer, limits), { code: 'BAD_BOXES' });
  });
});
