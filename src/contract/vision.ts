/** Size in pixels of the upright image. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** Milliseconds of one call. They overlap and leave gaps (transport), so they need not add up to `total`. */
export interface StageTimes {
  /** Waiting for other calls to the same engine. */
  readonly queue: number;
  /** From encoded bytes to the pixels the model takes. 0 where the decoded picture was still cached. */
  readonly decode: number;
  /** Opening the model. 0 where it was loaded already. */
  readonly load: number;
  readonly inference: number;
  /** From the call to its answer, as the caller sees it. */
  readonly total: number;
}

/** To a tenth of a millisecond, which is more than any of them means. */
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

/** How one node came to its result: the entry of `msg.vision`. */
export interface Stage {
  readonly model: string;
  /** The commit of the model's repository, where it came from a hub. */
  readonly revision?: string;
  readonly dtype: string;
  /** Where the model really ran, not where it was wished to. */
  readonly device: string;
  /** `basic` or `disabled`, where onnxruntime could not open the model with all of its optimisation. */
  readonly graphOptimization?: string;
  /** What the detector was asked for, as text. */
  readonly prompt?: string;
  /** The score that a detection had to have, where its phrase had no threshold of its own. */
  readonly threshold?: number;
  readonly ms: StageTimes;
  /** Messages that the node dropped since it was deployed, because it was busy. */
  readonly dropped: number;
}

/** `msg.vision` */
export interface Vision {
  readonly image: ImageSize;
  readonly detector?: Stage;
  readonly segmenter?: Stage;
  readonly render?: Stage;
}
