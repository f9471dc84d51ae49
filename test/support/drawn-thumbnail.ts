import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { sampleImage } from '../../scripts/user-dir';
import { decodeImage } from '../../src/image/decode';
import { resizePixels } from '../../src/image/resize';
import { sampleTruth } from './sample-truth';

/** Side of the thumbnail of the sample image, in pixels. */
const SIDE = 320;

/**
 * How much a drawn thumbnail differs from the sample image, in grey levels: in the true boxes of the objects, and elsewhere.
 * @param url `data:image/jpeg;base64,...`
 */
export async function changesOf(url: string): Promise<{ readonly inside: number; readonly outside: number }> {
  const drawn = await decodeImage(Buffer.from(url.split(',')[1]!, 'base64'));
  assert.deepEqual([drawn.width, drawn.height], [SIDE, SIDE]);
  const sample = await decodeImage(readFileSync(sampleImage));
  const plain = await resizePixels(sample, { width: SIDE, height: SIDE });
  const truth = sampleTruth();
  const scale = SIDE / sample.width;
  const sums = { inside: [0, 0], outside: [0, 0] };
  for (const [at, level] of plain.entries()) {
    const pixel = Math.floor(at / 3);
    const [x, y] = [(pixel % SIDE) / scale, Math.floor(pixel / SIDE) / scale];
    const isInside = truth.some(
      ({ bbox: [left, top, width, height] }) => x >= left && x < left + width && y >= top && y < top + height,
    );
    const sum = sums[isInside ? 'inside' : 'outside'];
    sum[0]! += Math.abs(level - drawn.data[at]!);
    sum[1]!++;
  }
  return { inside: sums.inside[0]! / sums.inside[1]!, outside: sums.outside[0]! / sums.outside[1]! };
}
