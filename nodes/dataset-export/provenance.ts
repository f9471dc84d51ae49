import { modelProvenance, type Provenance, type Stage } from '../../src';
import type { VisionMessage } from '../shared/message';

/** Models, prompt and threshold behind the detections, as earlier nodes reported them in `msg.vision`. */
export function provenanceOf({ vision }: VisionMessage): Provenance {
  const { detector, segmenter } = vision ?? {};
  return {
    ...(detector ? { detector: { ...modelProvenance(detector), ...requestOf(detector) } } : {}),
    ...(segmenter ? { segmenter: modelProvenance(segmenter) } : {}),
  };
}

const requestOf = ({ prompt, threshold }: Stage): { prompt?: string; threshold?: number } => ({
  ...(prompt === undefined ? {} : { prompt }),
  ...(threshold === undefined ? {} : { threshold }),
});
