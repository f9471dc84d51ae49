import { type CocoRle, cocoRle } from '../../../src';
import { maskArea, maskBounds } from '../../../src/geometry/mask';
import { colours, heldOut, kinds, nameOf, sameKind, shapes } from './kinds';
import type { Scene } from './scene';

/** The COCO format. Each image also has `absent`, two phrases that name no object in it. */
export interface CocoDataset {
  readonly info: {
    readonly colours: readonly string[];
    readonly shapes: readonly string[];
    readonly held_out: string[];
  };
  readonly images: CocoImage[];
  readonly annotations: CocoAnnotation[];
  readonly categories: readonly { readonly id: number; readonly name: string }[];
}

interface CocoImage {
  readonly id: number;
  readonly file_name: string;
  readonly width: number;
  readonly height: number;
  readonly absent: readonly string[];
}

interface CocoAnnotation {
  readonly id: number;
  readonly image_id: number;
  readonly category_id: number;
  readonly bbox: readonly number[];
  readonly area: number;
  readonly iscrowd: 0;
  readonly segmentation: CocoRle;
}

/** A dataset without images. Category ids start at 1, in the order of `kinds`. */
export const emptyDataset = (): CocoDataset => ({
  info: { colours, shapes, held_out: heldOut.map(nameOf) },
  images: [],
  annotations: [],
  categories: kinds.map((kind, at) => ({ id: at + 1, name: nameOf(kind) })),
});

/** Adds a scene as the next image, with one annotation per object. Boxes are `[x, y, width, height]` in pixels. */
export function addScene(dataset: CocoDataset, { pixels, objects, absent }: Scene, fileName: string): void {
  const { width, height } = pixels;
  const id = dataset.images.length;
  dataset.images.push({ id, file_name: fileName, width, height, absent: absent.map(nameOf) });
  for (const { kind, mask } of objects) {
    dataset.annotations.push({
      id: dataset.annotations.length + 1,
      image_id: id,
      category_id: kinds.findIndex((other) => sameKind(other, kind)) + 1,
      bbox: maskBounds(mask),
      area: maskArea(mask),
      iscrowd: 0,
      segmentation: cocoRle(mask, { width, height }),
    });
  }
}
