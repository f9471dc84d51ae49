import assert from 'node:assert/strict';
import type { ImageSize } from '../../../src/contract';
import { cropMask, maskArea, maskFromRle } from '../../../src/geometry/mask';
import { cocoRle, compressCounts, expandCounts, runLengths } from '../../../src/geometry/rle';
import { decodeImage } from '../../../src/image/decode';
import { goldenBytes, goldenCases } from '../../support/goldens';
import { drawnMask, fullMask } from '../../support/masks';

/** A case that pycocotools wrote. */
interface RleCase {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly counts: readonly number[];
  readonly counts_compressed: string;
  readonly area: number;
  readonly bbox_xywh: readonly number[];
  readonly rows?: readonly string[];
  readonly mask_png?: string;
}

async function readMask({ rows, mask_png }: RleCase): Promise<{ pixels: Uint8Array; size: ImageSize }> {
  if (rows) return fullMask(rows);
  const { data, width, height } = await decodeImage(goldenBytes(mask_png!));
  const pixels = Uint8Array.from({ length: width * height }, (_, at) => (data[at * 3] === 255 ? 1 : 0));
  return { pixels, size: { width, height } };
}

describe('COCO RLE', () => {
  for (const golden of goldenCases<RleCase>('rle')) {
    describe(`${golden.name}, compared with pycocotools`, () => {
      it('is encoded to the same text', async () => {
        const { pixels, size } = await readMask(golden);
        const mask = cropMask(pixels, size);

        assert.deepEqual(runLengths(mask, size), golden.counts);
        assert.deepEqual(cocoRle(mask, size), {
          size: [golden.height, golden.width],
          counts: golden.counts_compressed,
        });
      });

      it('is decoded to the same mask', async () => {
        const { pixels, size } = await readMask(golden);
        const read = maskFromRle({ size: [golden.height, golden.width], counts: golden.counts_compressed });

        assert.deepEqual(read, cropMask(pixels, size));
        assert.equal(maskArea(read), golden.area);
        assert.deepEqual([...read.offset, read.dims[1], read.dims[0]], golden.bbox_xywh);
      });

      it('has the same runs as text and as numbers', () => {
        assert.equal(compressCounts(golden.counts), golden.counts_compressed);
        assert.deepEqual(expandCounts(golden.counts_compressed), golden.counts);
      });
    });
  }

  it('keeps run lengths of an 8K image', () => {
    const counts = [7680 * 4320 - 3, 1, 2, 7680 * 4320, 1];

    assert.deepEqual(expandCounts(compressCounts(counts)), counts);
  });

  it('joins a column that ends at the bottom with the next one if it starts at the top', () => {
    const mask = drawnMask('.##.', '.##.', '.##.');

    assert.deepEqual(runLengths(mask, { width: 4, height: 3 }), [3, 6, 3]);
  });
});
