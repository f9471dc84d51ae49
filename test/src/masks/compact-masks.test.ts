import assert from 'node:assert/strict';
import type { Detection } from '../../../src/contract';
import { emptyMask } from '../../../src/geometry/mask';
import { maskPolygons } from '../../../src/geometry/polygons';
import { cocoRle, expandCounts } from '../../../src/geometry/rle';
import { type CompactForm, compactDetections, withDecodedMasks } from '../../../src/masks/compact-masks';

const image = { width: 9, height: 7 };
const mask = { type: 'uint8', dims: [2, 3], offset: [4, 5], data: Buffer.of(1, 0, 1, 1, 1, 0) } as const;
const found: Detection = { label: 'cat', score: 0.123456789, bbox: [4, 5, 3, 2], mask, maskScore: 0.98765, area: 4 };
const rest = { label: 'cat', bbox: found.bbox, score: 0.1235, maskScore: 0.9877, area: 4 };
const empty: Detection = { label: 'dog', score: 1, bbox: [0, 0, 1, 1], mask: emptyMask() };
const compact = (form: CompactForm, detections = [found]) => compactDetections(detections, form, image, 0);

describe('compact detections', () => {
  it('stay as they are with buffer', async () => {
    assert.deepEqual(await compact('buffer'), [found]);
  });

  it('have RLE, polygons or nothing instead of their mask, and rounded scores', async () => {
    assert.deepEqual(await compact('rle'), [{ ...rest, rle: cocoRle(mask, image) }]);
    assert.deepEqual(await compact('polygons'), [{ ...rest, polygons: maskPolygons(mask, 0) }]);
    assert.deepEqual(await compact('none'), [rest]);
  });

  it('have forms of empty masks, and none of absent masks', async () => {
    const { mask: _, ...plain } = empty;

    assert.deepEqual(await compact('polygons', [empty, plain]), [{ ...plain, polygons: [] }, plain]);
    const [dog] = await compact('rle', [empty]);
    assert.deepEqual(withDecodedMasks('list', [dog as Detection]), [empty]);
  });

  it('are at most 1 kB as JSON for a round object of 200 pixels', async () => {
    const data = Buffer.from(
      Array.from({ length: 200 * 200 }, (_, at) => {
        const [x, y] = [(at % 200) - 99.5, Math.floor(at / 200) - 99.5];
        return x * x + y * y < 1e4 ? 1 : 0;
      }),
    );
    const round: Detection = { ...found, mask: { type: 'uint8', dims: [200, 200], offset: [9, 9], data } };

    for (const form of ['rle', 'polygons', 'none'] as const) {
      const json = JSON.stringify(await compactDetections([round], form, { width: 640, height: 480 }, 1));
      assert.ok(json.length < 1000, `${form}: ${json.length}`);
    }
  });
});

describe('the RLE of detections', () => {
  const { mask: _, ...plain } = found;
  const decoded = (rle: unknown) => withDecodedMasks('msg.detections', [{ ...plain, rle } as Detection]);

  it('becomes their mask, compressed or not, also after JSON', () => {
    const { size, counts } = cocoRle(mask, image);

    assert.deepEqual(decoded(JSON.parse(JSON.stringify({ size, counts }))), [found]);
    assert.deepEqual(decoded({ size, counts: expandCounts(counts) }), [found]);
  });

  it('is ignored if they have a mask, or if it is no COCO RLE', () => {
    const both = { ...found, rle: { size: [1, 1], counts: [1] } };

    assert.deepEqual(withDecodedMasks('list', [both]), [both]);
    for (const rle of ['text', [1, 2], null, { counts: [1] }]) assert.deepEqual(decoded(rle), [{ ...plain, rle }]);
  });

  for (const { name, rle } of [
    { name: 'of another size', rle: { size: [7, 8], counts: cocoRle(mask, image).counts } },
    { name: 'with a negative run', rle: { size: [2, 2], counts: [5, -1] } },
    { name: 'with a fraction', rle: { size: [2, 2], counts: [1.5, 2.5] } },
    { name: 'with null', rle: { size: [2, 2], counts: [4, null] } },
    { name: 'with a damaged text', rle: { size: [2, 2], counts: '\u0000zz~' } },
    { name: 'without a size', rle: { size: [0, 0], counts: '' } },
    { name: 'of three dimensions', rle: { size: [2, 2, 1], counts: [4] } },
    { name: 'of too many pixels', rle: { size: [1e6, 1e6], counts: [0, 1e12] } },
  ]) {
    it(`is refused ${name}`, () => {
      assert.throws(() => decoded(rle), { code: 'BAD_BOXES', message: /^msg\.detections\[0\]\.rle must be COCO RLE/ });
    });
  }
});
