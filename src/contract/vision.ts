import type { Bbox } from './detection';

/** Size in pixels of the upright image. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** Milliseconds of one call. They overlap and leave gaps (transport), so they need not add up to `total`. */
export interface StageTimes {
  /** Waiting for other calls of the same engine. */
  readonly queue: number;
  /** Decoding the image and resizing it for the model. 0 if the decoded image was cached. */
  readonly decode: number;
  /** Opening the model. 0 if it was open. */
  readonly load: number;
  /** Runs of the model. */
  readonly inference: number;
  /** From the call to its result, measured by the caller. */
  readonly total: number;
}

/** Rounded to a tenth of a millisecond. Smaller differences have no meaning. */
export function roundedTimes({ queue, decode, load, inference, total }: StageTimes): StageTimes {
  const round = (value: number): number => Math.round(value * 10) / 10;
  return {
    queue: round(queue),
    decode: round(decode),
    load: round(load),
    inference: round(inference),
    total: round(total),
  };
}

/** What every entry of `msg.vision` has: how the message fared in the node. */
export interface Handling {
  /** Milliseconds from the time of the image (`msg.vision.time`) to the result. */
  readonly age: number;
  /** Number of messages that the node dropped since it was deployed, because it was busy. */
  readonly dropped: number;
  /** Those of the message's lane: its camera, if the node has lanes. */
  readonly laneDropped: number;
}

/** How one node made its result: an entry of `msg.vision`. */
export interface Stage extends Handling {
  readonly model: string;
  /** The commit of the model's repository, if the model is from a hub. */
  readonly revision?: string;
  readonly dtype: string;
  /** The device on which the model ran, which may differ from the requested one; `server`: an inference server. */
  readonly device: string;
  /** `host:port` of the inference servers, separated by commas. Absent if the model ran on this machine. */
  readonly server?: string;
  /** Bytes of the requests to inference servers, and of their responses. Absent if the model ran on this machine. */
  readonly bytesSent?: number;
  readonly bytesReceived?: number;
  /** `basic` or `disabled`, if onnxruntime could not open the model with all optimisations. */
  readonly graphOptimization?: string;
  /** The prompt of the detector, as text. */
  readonly prompt?: string;
  /** The score that detections had to exceed, except for phrases with a threshold of their own. */
  readonly threshold?: number;
  /** Whether all phrases of the prompt shared a pass of the detector, or each had its own. */
  readonly phrases?: 'together' | 'one by one';
  /** Words of the prompt that the detector does not know. Absent if there are none. */
  readonly unknownWords?: readonly string[];
  /** What to write instead, if a phrase of the prompt may be meant as several classes. Absent if none may. */
  readonly promptHint?: string;
  /** The parts of the image that the detector searched, in pixels. Absent: all of it. */
  readonly seen?: readonly Bbox[];
  /** Number of held detections whose object the segmenter found again, and of those whose object it did not. */
  readonly followed?: number;
  readonly lost?: number;
  readonly ms: StageTimes;
}

/** What `motion-gate`, `object-tracker` and `vision-zones` used and counted. */
export interface TrackerStage extends Handling {
  /** When the image was taken, in ms since 1970. */
  readonly time: number;
}

/** `msg.vision` */
export interface Vision {
  /** When the image was taken, in ms since 1970. Set by the first node that accepts the message. */
  readonly time?: number;
  /** Absent until a node has read the image. */
  readonly image?: ImageSize;
  readonly gate?: TrackerStage;
  readonly detector?: Stage;
  readonly segmenter?: Stage;
  readonly tracker?: TrackerStage;
  readonly zones?: TrackerStage;
  readonly render?: Stage;
}
