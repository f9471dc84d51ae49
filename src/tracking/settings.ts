/** What a differing label does to the identity of an object: it counts against it, forbids it, or is ignored. */
export const labelModes = ['soft', 'strict', 'free'] as const;
export type LabelMode = (typeof labelModes)[number];

/** Times are in seconds, so that they mean the same at each frame rate. */
export interface TrackerSettings {
  /** Number of detections after which an object gets its `trackId`. */
  readonly confirmHits: number;
  /** Seconds from the first detection to the one that confirms an object. */
  readonly confirmSeconds: number;
  /** An object is gone after this time without a detection, */
  readonly goneSeconds: number;
  /** and after this number of images that were searched without finding it. */
  readonly goneMisses: number;
  /** Detections with a lower score continue objects, but start none: unmatched, they are removed. */
  readonly startScore: number;
  readonly labels: LabelMode;
  /** Whether the colours of objects decide, too, if the input has a thumbnail. */
  readonly colours: boolean;
  /** Objects without a detection are added to the detections for this time, at their predicted location. 0: never. */
  readonly fillSeconds: number;
  /** Ages in seconds, each of which an event `stayed` reports once per object. */
  readonly stayedSeconds: readonly number[];
  /** An object is still if it has not moved for this time. */
  readonly stillSeconds: number;
  /** Whether events report `still` and `moved`. */
  readonly motionEvents: boolean;
}

/** The settings of `openTracker` that are not given. */
export const trackerDefaults: TrackerSettings = {
  confirmHits: 2,
  confirmSeconds: 0.5,
  goneSeconds: 5,
  goneMisses: 3,
  startScore: 0,
  labels: 'soft',
  colours: true,
  fillSeconds: 0,
  stayedSeconds: [],
  stillSeconds: 10,
  motionEvents: false,
};
