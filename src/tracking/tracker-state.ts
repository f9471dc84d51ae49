import type { ImageSize } from '../contract';
import { scaledBox } from '../geometry/box';
import { isSameSize } from '../geometry/image-size';
import type { LabelSizes } from './label-sizes';
import type { LabelSpeeds } from './label-speeds';
import type { Spread } from './motion';
import type { TrackedObject } from './tracked-object';

/** The memory of a tracker for one lane (a camera). Times in ms since 1970. */
export interface TrackerState {
  /** In the order of their first detection. */
  readonly objects: readonly TrackedObject[];
  /** The latest time of an image with detections; -Infinity before the first one. */
  readonly time: number;
  readonly image?: ImageSize;
  /** Number of images with detections since the lane started. */
  readonly looks: number;
  readonly speeds: LabelSpeeds;
  readonly sizes: LabelSizes;
  readonly nextSerial: number;
  readonly nextTrackId: number;
}

export const startState: TrackerState = {
  ...{ objects: [], time: -Infinity, looks: 0, speeds: new Map(), sizes: new Map() },
  ...{ nextSerial: 1, nextTrackId: 1 },
};

/** Largest relative difference of the aspect ratios of two sizes of the same view. */
const SAME_ASPECT = 0.02;

/** Whether images of both sizes can show the same view, at different resolutions. */
export const isSameView = (a: ImageSize, b: ImageSize): boolean =>
  Math.abs((a.width * b.height) / (a.height * b.width) - 1) <= SAME_ASPECT;

/** The state in pixels of images of another size of the same view. */
export function scaledState(state: TrackerState, image: ImageSize): TrackerState {
  const old = state.image;
  if (!old || isSameSize(old, image)) return { ...state, image };
  return { ...state, image, objects: state.objects.map((object) => scaled(object, old, image)) };
}

function scaled(object: TrackedObject, from: ImageSize, to: ImageSize): TrackedObject {
  const [scaleX, scaleY] = [to.width / from.width, to.height / from.height];
  const { motion, rest } = object;
  const area = scaleX * scaleY;
  // A mask of another resolution no longer fits: only the next detection has one.
  const { mask: _mask, ...others } = object;
  return {
    ...others,
    motion: {
      ...{ x: motion.x * scaleX, y: motion.y * scaleY, vx: motion.vx * scaleX, vy: motion.vy * scaleY },
      spreadX: scaledSpread(motion.spreadX, area),
      spreadY: scaledSpread(motion.spreadY, area),
    },
    ...{ width: object.width * scaleX, height: object.height * scaleY, bbox: scaledBox(object.bbox, from, to) },
    rest: [rest[0] * scaleX, rest[1] * scaleY, rest[2]],
    path: object.path.map(([x, y, time]) => [x * scaleX, y * scaleY, time] as const),
  };
}

const scaledSpread = ({ position, covariance, velocity }: Spread, area: number): Spread => ({
  position: position * area,
  covariance: covariance * area,
  velocity: velocity * area,
});
