import { isDeepStrictEqual } from 'node:util';
import { type DatasetSettings, modelProvenance, type Provenance } from '../index';
import type { FinderModels, FinderSettings } from './finder';

/**
 * Has everything that changes annotations, which is more than other provenance has.
 * @param dataset settings with which masks are written; `undefined`: those of an existing dataset
 */
export function provenanceOf(
  { detector, segmenter }: FinderModels,
  settings: FinderSettings,
  dataset?: Partial<DatasetSettings>,
): Provenance {
  const { prompt, threshold, phrases, look, greyRange } = settings;
  const { masks, tolerance, crowdForRle } = dataset ?? {};
  // Absent by default: images that were annotated before it was known stay as they are.
  const range = greyRange === 'full' ? {} : { greyRange };
  const parts = look.at === 'whole' ? {} : { look };
  const detectorRun = { ...modelProvenance(detector), prompt: prompt.text, threshold, phrases, ...parts, ...range };
  if (!segmenter) return { detector: detectorRun };
  const segmenterRun = {
    ...modelProvenance(segmenter),
    cleanUp: settings.segmenter?.cleanUp,
    ...(dataset && { written: { masks, tolerance, crowdForRle } }),
  };
  return { detector: detectorRun, segmenter: segmenterRun };
}

/** The device makes no difference. */
export const isSameWork = (before: Provenance, now: Provenance): boolean =>
  isDeepStrictEqual(withoutDevices(before), withoutDevices(now));

const withoutDevices = ({ detector, segmenter }: Provenance) =>
  [detector, segmenter].map((stage) => ({ ...stage, device: undefined }));
