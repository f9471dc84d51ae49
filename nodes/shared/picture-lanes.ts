import type { ImageSize, VisionError } from '../../src';

/** A picture of a camera, for a dialog. */
export interface LanePicture {
  /** JPEG, at most 960 pixels wide. */
  readonly data: Buffer;
  /** Size of the original image, upright. */
  readonly image: ImageSize;
  /** Differs from that of every other picture of the node. */
  readonly serial: number;
}

/** A camera, its last picture, and why its newest image is no picture. */
export interface PictureLane {
  /** The name of the camera; empty if it has none. */
  readonly lane: string;
  readonly picture?: LanePicture | undefined;
  readonly problem?: VisionError | undefined;
}

/** The slot for one camera's picture. */
export interface PictureSlot {
  /** The next image of the camera becomes a picture. */
  isWanted: boolean;
  picture?: LanePicture | undefined;
  problem?: VisionError | undefined;
}

/** Cameras that are listed. */
const MAX_LANES = 64;
/** Cameras that have a picture at a time. */
const MAX_PICTURES = 8;

/**
 * The cameras of one node, and pictures of at most 8 of them: of the first ones, and of those that were taken last. A camera's
 * next image becomes a picture only once its last picture was taken, so that a fast camera costs no more than its viewer needs.
 */
export class PictureLanes {
  readonly #names = new Set<string>();
  /** The one that was taken longest ago is first. */
  readonly #slots = new Map<string, PictureSlot>();

  /** Notes that a camera sent an image. Returns the slot for its picture, if one is wanted. */
  offer(lane: string): PictureSlot | undefined {
    if (this.#names.size < MAX_LANES) this.#names.add(lane);
    if (!this.#slots.has(lane) && this.#slots.size < MAX_PICTURES) this.#slots.set(lane, { isWanted: true });
    const slot = this.#slots.get(lane);
    return slot?.isWanted ? slot : undefined;
  }

  list(): readonly PictureLane[] {
    return [...this.#names].map((lane) => {
      const { picture, problem } = this.#slots.get(lane) ?? {};
      return { lane, picture, problem };
    });
  }

  /** The picture of a camera. A camera without a slot gets that of the one that was taken longest ago. */
  take(lane: string): LanePicture | undefined {
    if (!this.#names.has(lane)) return undefined;
    const slot = this.#slots.get(lane) ?? { isWanted: true };
    const [oldest] = this.#slots.keys();
    if (!this.#slots.delete(lane) && this.#slots.size >= MAX_PICTURES) this.#slots.delete(oldest!);
    this.#slots.set(lane, slot);
    if (slot.picture) slot.isWanted = true;
    return slot.picture;
  }
}
