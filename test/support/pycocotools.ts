import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pythonWith, runPython } from './python';

/** A Python with pycocotools, or `undefined`: see CONTRIBUTING.md. */
export const pythonWithCoco = pythonWith('pycocotools.coco', 'PYCOCOTOOLS_PYTHON');

export interface ExpectedObject {
  readonly label: string;
  /** At full image size, row-major, 0 or 1. */
  readonly pixels: Uint8Array;
}

/**
 * Compares a COCO file, read by pycocotools, with the masks that it was made from.
 * @param images by `file_name`
 * @returns the numbers of images, polygon annotations and RLE annotations, all of which are right
 */
export function checkWithPycocotools(
  folder: string,
  split: string,
  images: Readonly<Record<string, readonly ExpectedObject[]>>,
): { images: number; polygons: number; rle: number } {
  const expected = join(folder, '.grounded-sam', 'expected.json');
  const entries = Object.entries(images).map(([file, objects]) => [
    file,
    objects.map(({ label, pixels }) => ({ label, mask: Buffer.from(pixels).toString('base64') })),
  ]);
  writeFileSync(expected, JSON.stringify(Object.fromEntries(entries)));
  const annotations = join(folder, `annotations/instances_${split}.json`);
  return runPython(pythonWithCoco!, 'check_coco.py', [annotations, expected]);
}
