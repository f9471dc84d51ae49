/** Part of a way: from one place to another at constant speed, or a stop. Places are bottom centres in pixels, times in seconds. */
export interface Leg {
  readonly from: readonly [x: number, y: number];
  readonly to: readonly [x: number, y: number];
  readonly begin: number;
  readonly end: number;
}

/** A thing that moves through a world, and what a detector calls it. */
export interface Actor {
  /** 1, 2, ... in a world. */
  readonly id: number;
  readonly label: string;
  /** The label with which a detector confuses it. */
  readonly confusedWith: string;
  /** Width by height of its box. */
  readonly aspect: number;
  /** Height in pixels at the bottom edge of the image. Further up, things are further away and smaller. */
  readonly height: number;
  /** Share by which steps change its width and move it from side to side, and their phase in radians. */
  readonly gait: number;
  readonly phase: number;
  /** In the order of time, without gaps. */
  readonly way: readonly Leg[];
}

/** Box in pixels, COCO order. */
export type WorldBox = readonly [x: number, y: number, width: number, height: number];

/** Size of things at the top edge of the image, as a share of their size at the bottom edge. */
const FAR = 0.4;
/** Of the steps of an actor that moves, per second. */
const STEPS = 1.8;

/** How large things are whose bottom edge is at `y`, 1 at the bottom edge of the image. */
export const scaleAt = (y: number, imageHeight: number): number => FAR + (1 - FAR) * Math.min(1, y / imageHeight);

/** The box of an actor, which may reach beyond the image; `undefined` when it is not in the world. */
export function boxAt(
  { way, aspect, height, gait, phase }: Actor,
  time: number,
  imageHeight: number,
): WorldBox | undefined {
  const leg = way.find(({ begin, end }) => time >= begin && time < end);
  if (!leg) return undefined;
  const share = (time - leg.begin) / (leg.end - leg.begin);
  const [x, y] = [0, 1].map((axis) => leg.from[axis]! + share * (leg.to[axis]! - leg.from[axis]!)) as [number, number];
  const isMoving = leg.from[0] !== leg.to[0] || leg.from[1] !== leg.to[1];
  const swing = isMoving ? gait * Math.sin(2 * Math.PI * STEPS * time + phase) : 0;
  const tall = height * scaleAt(y, imageHeight);
  const wide = tall * aspect * (1 + swing);
  return [x + 0.25 * swing * wide - wide / 2, y - tall, wide, tall];
}
