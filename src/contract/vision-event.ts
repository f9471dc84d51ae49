import type { Bbox } from './detection';
import type { ImageSize } from './vision';

/** The facts that `object-tracker` reports. */
export const trackEventTypes = ['appeared', 'stayed', 'left', 'still', 'moved'] as const;
export type TrackEventType = (typeof trackEventTypes)[number];

/** The facts that `vision-zones` reports. */
export const zoneEventTypes = ['entered', 'dwelled', 'exited', 'crossed'] as const;
export type ZoneEventType = (typeof zoneEventTypes)[number];

/** One fact about one object: complete in itself, and plain JSON. Times in ms since 1970. */
export interface VisionEvent {
  /** The `id` of the track. */
  readonly id: string;
  readonly type: TrackEventType | ZoneEventType;
  /** The lane. */
  readonly camera: string;
  /** A text only if a tracker of others gave it. */
  readonly trackId: number | string;
  readonly label: string;
  /** Of the last detection, like `bbox`. */
  readonly score: number;
  /** Pixels of the upright image, whose size is `image`. */
  readonly bbox: Bbox;
  readonly image: ImageSize;
  /** When the fact became true as far as the images show it. `left`: the time of the last detection. */
  readonly time: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** From `firstSeen` to `time`. */
  readonly seconds: number;
  /** The zone or line of which the event is. */
  readonly zone?: string;
  /** Names of the zones that the object is in. `[]` in events of `object-tracker`, which knows no zones. */
  readonly zones: readonly string[];
  /** `crossed` only: `in` is from left to right of the line's drawn direction. */
  readonly direction?: 'in' | 'out';
  /** `left` and `exited` only: whether the object moved across the border of the image, or was lost inside. */
  readonly how?: 'edge' | 'lost';
  /** Events of `vision-zones`: whether the object has not moved for a while, if the tracker says so. */
  readonly still?: boolean;
  /** Whether the object was there when the lane started, so that it may not be new. */
  readonly initial: boolean;
}
