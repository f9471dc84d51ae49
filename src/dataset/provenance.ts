/** A model as it ran. */
export interface ModelProvenance {
  readonly model: string;
  /** The commit of the model's repository, where it came from a hub. */
  readonly revision?: string;
  readonly dtype: string;
  readonly device: string;
}

/** What of a model's run is worth keeping. */
export const modelProvenance = ({ model, revision, dtype, device }: ModelProvenance): ModelProvenance => ({
  model,
  ...(revision === undefined ? {} : { revision }),
  dtype,
  device,
});

/** How the detections of a picture came about: whatever of it is known. Kept beside the picture in `pictures.jsonl`. */
export interface Provenance {
  readonly detector?: ModelProvenance & {
    readonly prompt?: string;
    readonly threshold?: number;
    /** Whether phrases shared a pass. */
    readonly phrases?: string;
  };
  readonly segmenter?: ModelProvenance & {
    /** What was done to the masks. */
    readonly cleanUp?: object | undefined;
    /** The settings by which they were written. */
    readonly written?: object;
  };
}
