import type { GreyRange } from '../contract';

/** A model as it ran. */
export interface ModelProvenance {
  readonly model: string;
  /** The commit of the model's repository, if the model is from a hub. */
  readonly revision?: string;
  readonly dtype: string;
  readonly device: string;
}

/** The properties of a model that a dataset keeps. */
export const modelProvenance = ({ model, revision, dtype, device }: ModelProvenance): ModelProvenance => ({
  model,
  ...(revision === undefined ? {} : { revision }),
  dtype,
  device,
});

/** How the detections of an image were made, as far as it is known. Kept in `pictures.jsonl`. */
export interface Provenance {
  readonly detector?: ModelProvenance & {
    readonly prompt?: string;
    readonly threshold?: number;
    /** How phrases were passed to the model: the setting `phrases`. */
    readonly phrases?: string;
    /** The parts of the image that were searched, if that was not all of it. */
    readonly look?: object;
    /** The range of grey levels, if it is not that of the type. */
    readonly greyRange?: GreyRange;
  };
  readonly segmenter?: ModelProvenance & {
    /** Settings of the clean-up of masks. */
    readonly cleanUp?: object | undefined;
    /** Settings with which the masks were written. */
    readonly written?: object;
  };
}
