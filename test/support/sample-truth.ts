import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bbox, Mask } from '../../src';
import { maskFromRle } from '../../src/geometry/mask';
import type { CocoRle } from '../../src/geometry/rle';

/** An object of the sample image, `examples/pictures/shapes.jpg`, as it is drawn. */
export interface SampleObject {
  /** Colour and shape: `cyan star`. */
  readonly label: string;
  /** In pixels of the image. */
  readonly bbox: Bbox;
  readonly mask: Mask;
}

/** The ground truth of the sample image. Its masks come from the colours of the image, not from a model. */
export function sampleTruth(): readonly SampleObject[] {
  const file = join(process.cwd(), 'test/fixtures/pictures/shapes.json');
  const { objects } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly objects: readonly { readonly label: string; readonly bbox: Bbox; readonly segmentation: CocoRle }[];
  };
  return objects.map(({ label, bbox, segmentation }) => ({ label, bbox, mask: maskFromRle(segmentation) }));
}
