import type { Mask } from '../../../src';
import type { RgbPixels } from '../../../src/image/pixels';
import { drawBackground } from './background';
import { addNoise, blur, type Canvas, meanColour, toPixels } from './canvas';
import { contrast, toneOf } from './colour';
import { kinds as allKinds, colours, isHeldOut, type Kind, sameKind, shapes } from './kinds';
import { maskOf, pixelsOf } from './owners';
import { drawShape, placeShape, type Squash } from './placed-shape';
import { type Random, seededRandom } from './random';

/** A drawn image and its ground truth. */
export interface Scene {
  readonly pixels: RgbPixels;
  /** The bottom object first. */
  readonly objects: readonly SceneObject[];
  /** Two kinds that are not in the image. */
  readonly absent: readonly Kind[];
}

export interface SceneObject {
  readonly kind: Kind;
  /** The visible pixels: those that the object covers by more than half and that no object above covers. */
  readonly mask: Mask;
}

export interface SceneOptions {
  /** Width and height in pixels. */
  readonly side: number;
  /** True to draw no held-out kinds. */
  readonly forTraining: boolean;
}

const [FEWEST_OBJECTS, MOST_OBJECTS] = [2, 6];
const ATTEMPTS_PER_OBJECT = 12;
const ABSENT_KINDS = 2;

/** Limits that keep every object recognisable: visible pixels, contrast, and the share that another object hides. */
const LEAST_PIXELS = 12;
const LEAST_CONTRAST = 110;
const LARGEST_HIDDEN_SHARE = 0.3;

/** A scene in progress. */
interface Draft {
  readonly canvas: Canvas;
  /** For each pixel the number of its topmost object, starting at 1. 0 is background. */
  readonly owners: Uint8Array;
  readonly kinds: Kind[];
}

/** The same seed and options make the same scene, pixel by pixel. */
export function drawScene(seed: number, { side, forTraining }: SceneOptions): Scene {
  const random = seededRandom(seed);
  const draft: Draft = { canvas: drawBackground(side, random), owners: new Uint8Array(side * side), kinds: [] };
  const squash = drawSquash(random);
  const count = FEWEST_OBJECTS + random.index(MOST_OBJECTS - FEWEST_OBJECTS + 1);
  for (let object = 0; object < count; object++) addObject(draft, squash, forTraining, random);
  if (random.chance(0.5)) addNoise(draft.canvas, random.uniform(2, 11), random);
  if (random.chance(0.15)) blur(draft.canvas, random.uniform(0.4, 0.9));
  return {
    pixels: toPixels(draft.canvas),
    objects: draft.kinds.map((kind, at) => ({ kind, mask: maskOf(draft.owners, at + 1, side) })),
    absent: drawAbsent(draft.kinds, random),
  };
}

/** Tries up to `ATTEMPTS_PER_OBJECT` kinds and positions. Adds no object if none keeps all objects recognisable. */
function addObject({ canvas, owners, kinds }: Draft, squash: Squash, forTraining: boolean, random: Random): void {
  for (let attempt = 0; attempt < ATTEMPTS_PER_OBJECT; attempt++) {
    const kind = drawKind(kinds, random);
    if (forTraining && isHeldOut(kind)) continue;
    const shape = placeShape(kind.shape, canvas.side, squash, random);
    const tone = toneOf(kind.colour, random);
    const pixels = pixelsOf(shape.coverage, canvas.side);
    if (pixels.length < LEAST_PIXELS || hidesTooMuch(owners, pixels)) continue;
    if (contrast(meanColour(canvas, pixels), tone) < LEAST_CONTRAST) continue;
    drawShape(canvas, shape, tone, random);
    kinds.push(kind);
    for (const pixel of pixels) owners[pixel] = kinds.length;
    return;
  }
}

/** Factors that squash an image of a random aspect ratio to a square, as the chain squashes images for the models. */
function drawSquash(random: Random): Squash {
  const aspect = random.chance(0.7) ? Math.exp(random.uniform(-0.45, 0.45)) : 1;
  return [1 / Math.sqrt(aspect), Math.sqrt(aspect)];
}

/** A random kind. After the first object, 35 % of the draws take the colour or the shape of a kind in `present`. */
function drawKind(present: readonly Kind[], random: Random): Kind {
  const kind = { colour: random.pick(colours), shape: random.pick(shapes) };
  if (present.length === 0 || !random.chance(0.35)) return kind;
  const other = random.pick(present);
  return random.chance(0.5) ? { ...kind, colour: other.colour } : { ...kind, shape: other.shape };
}

/** Whether an object on `pixels` would hide too much of an object below it. */
function hidesTooMuch(owners: Uint8Array, pixels: readonly number[]): boolean {
  const hidden = new Map<number, number>();
  for (const pixel of pixels) hidden.set(owners[pixel]!, (hidden.get(owners[pixel]!) ?? 0) + 1);
  hidden.delete(0);
  return [...hidden].some(([owner, count]) => {
    const visible = owners.reduce((sum, other) => (other === owner ? sum + 1 : sum), 0);
    return count > LARGEST_HIDDEN_SHARE * visible || visible - count < LEAST_PIXELS;
  });
}

/** `ABSENT_KINDS` random kinds that are not in `present`. */
function drawAbsent(present: readonly Kind[], random: Random): Kind[] {
  const absent: Kind[] = [];
  while (absent.length < ABSENT_KINDS) {
    const kind = random.pick(allKinds);
    if (![...present, ...absent].some((other) => sameKind(other, kind))) absent.push(kind);
  }
  return absent;
}
