import { modelProvenance, type Provenance, type Stage } from '../../src';
import type { VisionMessage } from '../shared/message';

/** What the nodes before this one said in `msg.vision`. */
export function provenanceOf({ vision }: VisionMessage): Provenance {
  const { detector, segmenter } = vision ?? {};
  return {
    ...(detector ? { detector: { ...modelProvenance(detector), ...askedOf(detector) } } : {}),
    ...(segmenter ? { segmenter: modelProvenance(segmenter) } : {}),
  };
}

const askedOf = ({ prompt, threshold }: Stage): { prompt?: string; threshold?: number } => ({
  ...(prompt === undefined ? {} : { prompt }),
  ...(threshold === undefined ? {} : { threshold }),
});
