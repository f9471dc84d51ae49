import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabelledImage } from '../../models/demo/evaluate/labelled-image';
import type { Detection } from '../../src';
import { maskFromRle } from '../../src/geometry/mask';
import type { CocoRle } from '../../src/geometry/rle';

const folder = join(process.cwd(), 'test/fixtures/scenes');

interface Annotations {
  readonly images: readonly { id: number; file_name: string; absent: string[] }[];
  readonly annotations: readonly { image_id: number; category_id: number; bbox: number[]; segmentation: CocoRle }[];
  readonly categories: readonly { id: number; name: string }[];
}

/** A drawn image of 320 x 320 pixels with its ground truth, as an encoded PNG. */
export interface Scene extends LabelledImage {
  readonly image: Buffer;
}

export const sceneCount = 24;

export const scenePath = (index: number): string => join(folder, `scene_${String(index).padStart(3, '0')}.png`);

export function scene(index: number): Scene {
  const { images, annotations, categories } = JSON.parse(
    readFileSync(join(folder, 'annotations.json'), 'utf8'),
  ) as Annotations;
  const { id, absent } = images[index]!;
  const objects = annotations
    .filter(({ image_id }) => image_id === id)
    .map(({ category_id, bbox, segmentation }) => ({
      label: categories.find((category) => category.id === category_id)!.name,
      bbox: bbox as unknown as Detection['bbox'],
      mask: maskFromRle(segmentation),
    }));
  return { image: readFileSync(scenePath(index)), objects, absent };
}
