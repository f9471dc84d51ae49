import type { Bbox, Mask } from '../contract';
import type { Engine } from '../engine/engine';
import { VisionError } from '../errors';
import type { ModelRequest } from '../model-files/model-request';
import type { SegmentPrompt } from './review-values';

/** The mask of an object, in pixels of the upright image. */
export interface SegmentedObject {
  readonly mask: Mask;
  readonly bbox: Bbox;
  readonly area: number;
  /** The model's prediction of the IoU with the true mask, 0 to 1. */
  readonly score: number;
}

/** @throws VisionError, also `BAD_BOXES` if the model finds no object there */
export type SegmentObject = (image: Buffer, prompt: SegmentPrompt) => Promise<SegmentedObject>;

/** Segments an object of an image by a model of an engine. */
export async function segmentObject(
  engine: Pick<Engine, 'segment'>,
  model: ModelRequest,
  image: Buffer,
  { bbox, points }: SegmentPrompt,
): Promise<SegmentedObject> {
  const detections = bbox ? [{ label: 'object', score: 1, bbox }] : [];
  const { detections: segmented } = await engine.segment({ image, model, detections, points });
  const { mask, maskScore = 0, area = 0 } = segmented[0] ?? {};
  if (!mask || area === 0)
    throw new VisionError('BAD_BOXES', 'No object was found there: set other points, or draw a box');
  const [x, y] = mask.offset;
  const [height, width] = mask.dims;
  return { mask, bbox: [x, y, width, height], area, score: maskScore };
}
