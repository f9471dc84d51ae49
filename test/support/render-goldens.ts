import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CocoRle, type Detection, type RenderStyleName, renderStyleNames, type ZoneShape } from '../../src';
import { maskFromRle } from '../../src/geometry/mask';

const root = process.cwd();

/** Images drawn by the styles that a person has inspected and approved. */
export const goldenFolder = join(root, 'test/fixtures/render');
export const goldenPath = (name: string): string => join(goldenFolder, `${name}.png`);

/** Width in pixels. Goldens are smaller than the scene, because its noise makes PNGs large. */
export const GOLDEN_WIDTH = 256;

interface StoredScene {
  readonly picture: string;
  readonly detections: readonly (Omit<Detection, 'mask'> & { readonly segmentation?: CocoRle })[];
}

const zones: readonly ZoneShape[] = [
  {
    ...{ kind: 'zone', name: 'yard', count: '3' },
    points: [
      [40, 240],
      [600, 300],
      [560, 620],
      [60, 600],
      [160, 420],
    ],
  },
  {
    ...{ kind: 'line', name: 'gate', count: '12/9' },
    points: [
      [420, 40],
      [420, 180],
      [560, 220],
    ],
  },
];

/** An image with zones, and with detections: one without a mask, one with a hole, two that overlap. */
export function renderScene(): { image: Buffer; detections: Detection[]; zones: readonly ZoneShape[] } {
  const { picture, detections } = JSON.parse(readFileSync(join(goldenFolder, 'scene.json'), 'utf8')) as StoredScene;
  return {
    image: readFileSync(join(root, picture)),
    zones,
    detections: detections.map(({ segmentation, ...detection }) => ({
      ...detection,
      ...(segmentation ? { mask: maskFromRle(segmentation) } : {}),
    })),
  };
}

/** One golden per style, and one more per style that can be inverted. */
export const goldens: readonly { name: string; styles: readonly RenderStyleName[]; invert: boolean }[] = [
  ...renderStyleNames.map((style) => ({ name: style, styles: [style], invert: false })),
  ...(['blur', 'pixelate', 'blackout', 'background', 'cutout'] as const).map((style) => ({
    name: `${style}-inverted`,
    styles: [style],
    invert: true,
  })),
];
