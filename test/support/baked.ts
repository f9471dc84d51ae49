import { type Detection, parsePrompt } from '../../src';
import type { Dtype } from '../../src/model-files/dtype';
import { type DetectionReference, keptDetections, missingDetections } from './golden-cases';
import { goldenBytes } from './goldens';

/** A case of `detection_baked.json`. */
export interface BakedCase {
  readonly id: string;
  readonly image: string;
  readonly labels: readonly string[];
  /** The detections of PyTorch. */
  readonly span_reference: DetectionReference;
  /** The detections of correctly repaired graphs of lower precision. */
  readonly repaired: Readonly<Partial<Record<Dtype, DetectionReference>>>;
}

export const bakedReference = ({ span_reference, repaired }: BakedCase, dtype: Dtype): DetectionReference =>
  dtype === 'fp32' ? span_reference : repaired[dtype]!;

/** The request that finds the labels of a case. */
export const bakedRequest = (one: BakedCase, model: string) => ({
  image: goldenBytes(one.image),
  model: { model, dtype: 'fp32', baseFolder: '.' } as const,
  classes: parsePrompt('labels', one.labels),
  threshold: bakedReference(one, 'fp32').threshold,
});

export const sameDetections = (found: readonly Detection[], reference: DetectionReference): boolean =>
  found.length === keptDetections(reference).length && missingDetections(found, reference, 2e-3).length === 0;
