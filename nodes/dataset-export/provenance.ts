import type { ModelProvenance, Provenance } from '../../src';
import type { VisionMessage } from '../shared/message';

/**
 * Models, prompt and threshold behind the detections, as earlier nodes reported them in `msg.vision`. A message may hold
 * anything else there, which a dataset cannot keep.
 */
export function provenanceOf({ vision }: VisionMessage): Provenance {
  const { detector, segmenter } = vision ?? {};
  const [detectorModel, segmenterModel] = [modelOf(detector), modelOf(segmenter)];
  return {
    ...(detectorModel ? { detector: { ...detectorModel, ...requestOf(detector) } } : {}),
    ...(segmenterModel ? { segmenter: segmenterModel } : {}),
  };
}

function modelOf(stage: unknown): ModelProvenance | undefined {
  const { model, revision, dtype, device } = (stage ?? {}) as Record<string, unknown>;
  if (!isText(model) || !isText(dtype) || !isText(device)) return undefined;
  return { model, ...(isText(revision) ? { revision } : {}), dtype, device };
}

function requestOf(stage: unknown): { prompt?: string; threshold?: number } {
  const { prompt, threshold } = (stage ?? {}) as Record<string, unknown>;
  return {
    ...(isText(prompt) ? { prompt } : {}),
    ...(typeof threshold === 'number' ? { threshold } : {}),
  };
}

const isText = (value: unknown): value is string => typeof value === 'string';
