import type { Bbox, ImageInput, Mask } from '../../../src';
import { maskBounds } from '../../../src/geometry/mask';
import { nameOf } from '../scenes/kinds';
import type { Scene } from '../scenes/scene';

/** A picture, all that can be seen in it, and phrases that name nothing in it. */
export interface LabelledPicture {
  readonly image: ImageInput;
  readonly objects: readonly TrueObject[];
  readonly absent: readonly string[];
}

export interface TrueObject {
  readonly label: string;
  readonly bbox: Bbox;
  readonly mask: Mask;
}

export function labelled({ pixels: { data, width, height }, objects, absent }: Scene): LabelledPicture {
  return {
    image: { data: Buffer.from(data.buffer), width, height, channels: 3 },
    objects: objects.map(({ kind, mask }) => ({ label: nameOf(kind), bbox: maskBounds(mask), mask })),
    absent: absent.map(nameOf),
  };
}

/** What is asked of the picture: every label in it once, and what is not in it. */
export const promptFor = ({ objects, absent }: LabelledPicture): string[] => [
  ...new Set(objects.map(({ label }) => label)),
  ...absent,
];
