import type { Bbox, ImageInput, Mask } from '../../../src';
import { maskBounds } from '../../../src/geometry/mask';
import { nameOf } from '../scenes/kinds';
import type { Scene } from '../scenes/scene';

/** An image with its ground truth. */
export interface LabelledImage {
  readonly image: ImageInput;
  /** All objects that are visible in the image. */
  readonly objects: readonly TrueObject[];
  /** Phrases that name no object in the image. */
  readonly absent: readonly string[];
}

export interface TrueObject {
  readonly label: string;
  /** `[x, y, width, height]` in pixels of the image. */
  readonly bbox: Bbox;
  readonly mask: Mask;
}

/** Converts a drawn scene. Boxes are the bounds of the masks. */
export function labelled({ pixels: { data, width, height }, objects, absent }: Scene): LabelledImage {
  return {
    image: { data: Buffer.from(data.buffer), width, height, channels: 3 },
    objects: objects.map(({ kind, mask }) => ({ label: nameOf(kind), bbox: maskBounds(mask), mask })),
    absent: absent.map(nameOf),
  };
}

/** The phrases of the prompt for an image: every label in it once, then the absent phrases. */
export const promptFor = ({ objects, absent }: LabelledImage): string[] => [
  ...new Set(objects.map(({ label }) => label)),
  ...absent,
];
