import { clipBox } from '../../../../src/geometry/box';
import { boxAt, type WorldBox } from './actor';
import { visibleShares } from './visible';
import type { World } from './worlds';

/** An actor as a frame shows it. */
export interface SeenActor {
  readonly id: number;
  readonly label: string;
  readonly confusedWith: string;
  /** Clipped to the image. */
  readonly bbox: WorldBox;
  /** Share of the box that is in the image and that nothing hides, 0 to 1. */
  readonly visible: number;
}

/** The actors of a world at a time, the furthest first. */
export function actorsAt(world: World, time: number): SeenActor[] {
  const { height, actors, occluders } = world;
  const present = actors
    .map((actor) => ({ actor, box: boxAt(actor, time, height) }))
    .filter((seen): seen is { actor: typeof seen.actor; box: WorldBox } => seen.box !== undefined)
    .sort((a, b) => a.box[1] + a.box[3] - b.box[1] - b.box[3]);
  const shares = visibleShares(
    present.map(({ box }) => box),
    occluders,
    world,
  );
  return present.map(({ actor: { id, label, confusedWith }, box }, index) => ({
    id,
    label,
    confusedWith,
    bbox: clipBox(box, world),
    visible: shares[index]!,
  }));
}
