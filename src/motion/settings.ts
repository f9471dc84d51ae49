import type { Polygon } from '../geometry/polygon';

/** Times are in seconds and sizes in shares of the image, so that they mean the same at each frame rate and resolution. */
export interface GateSettings {
  /** Grey levels, of 255, by which a pixel must differ. A pixel that is often noisy must differ by up to three times as much. */
  readonly threshold: number;
  /** A region that differs has at least this size, in percent of the image. */
  readonly minArea: number;
  /** Images are let through for this time after the last movement. */
  readonly holdSeconds: number;
  /** An image is let through if none was for this time. 0: never for this reason. */
  readonly everySeconds: number;
  /** After an image, none is let through for this time, unless it is forced or the complete image changed. */
  readonly minSeconds: number;
  /** The complete image changed if more than this part of it differs, in percent. */
  readonly scene: number;
  /** Regions in which nothing counts, in shares of the width and height, 0 to 1. */
  readonly ignore: readonly Polygon[];
}

/** The settings of `openGate` that are not given. */
export const gateDefaults: GateSettings = {
  threshold: 20,
  minArea: 0.08,
  holdSeconds: 15,
  everySeconds: 60,
  minSeconds: 0,
  scene: 60,
  ignore: [],
};
