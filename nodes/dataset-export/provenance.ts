import type { ModelProvenance, Provenance, Stage } from '../../src';
import type { VisionMessage } from '../shared/message';

/** What the nodes before this one said in `msg.vision`. */
export function provenanceOf({ vision }: VisionMessage): Provenance {
  const { detector, segmenter } = vision ?? {};
  return {
    ...(detector ? { detector: { ...modelOf(detector), ...askedOf(detector) } } : {}),
    ...(segmenter ? { segmenter: modelOf(segmenter) } : {}),
  };
}

const modelOf = ({ model, revision, dtype, device }: Stage): ModelProvenance => ({
  model,
  ...(revision === undefined ? {} : { revision }),
  dtype,
  device,
});

const askedOf = ({ prompt, threshold }: Stage): { prompt?: string; threshold?: number } => ({
  ...(prompt === undefined ? {} : { prompt }),
  ...(threshold === undefined ? {} : { threshold }),
});
