import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type DatasetSettings, modelProvenance, openDataset, type Provenance, type SkipReason } from '../index';
import { runBatch } from './batch/batch';
import { openScreen } from './batch/screen';
import { decodeOptions, type FinderModels, type FinderSettings, openFinder, readPicture } from './finder';
import { inputFiles } from './input-files';
import { interruptible } from './interruptible';
import { progressPrinter } from './progress-printer';

/** Settings of `export`. */
export interface ExportSettings extends FinderSettings {
  readonly out: string;
  readonly dataset: Partial<DatasetSettings>;
  readonly concurrency: number;
}

/**
 * Adds images to a dataset. Images that it has stay as they are, unless they were annotated with other options.
 * @returns the exit status
 */
export const exportPictures = (operands: readonly string[], settings: ExportSettings): Promise<number> =>
  interruptible(async (signal) => {
    const pictures = await inputFiles(operands, settings.out);
    const screen = openScreen(process.stdout, process.stderr);
    const dataset = await openDataset(resolve(settings.out), settings.dataset);
    const finder = openFinder(settings, screen.remark);
    try {
      const provenance = provenanceOf(await finder.load(signal, progressPrinter(process.stderr)), settings);
      const tally = new Map<string, number>();
      const count = (outcome: string): unknown => tally.set(outcome, (tally.get(outcome) ?? 0) + 1);
      const status = await runBatch(
        {
          pictures,
          concurrency: settings.concurrency,
          signal,
          async work({ path }) {
            const image = await readPicture(path);
            const entry = await dataset.find(image);
            if (entry && isSameWork(entry.provenance, provenance)) return undefined;
            return { image, result: await finder.find(image, signal) };
          },
          async finish(added, { name }) {
            if (!added) return void count('unchanged');
            const { image, result } = added;
            const { reason, isNew } = await dataset.add(
              { image, decode: decodeOptions(settings), name, size: result.image },
              result.detections,
              provenance,
            );
            count(reason ? skipped[reason] : isNew ? 'added' : 'annotated again');
          },
        },
        screen,
      );
      const counts = [...tally].map(([outcome, number]) => `${number} ${outcome}`);
      if (counts.length > 0) screen.result(`${settings.out}: ${counts.join(', ')}\n`);
      return status;
    } finally {
      await finder.close();
      await dataset.close();
    }
  });

const skipped: Readonly<Record<SkipReason, string>> = {
  empty: 'left out without detections',
  certain: 'skipped: no score near the threshold',
  alike: 'skipped: like an image of the dataset',
  'not-chosen': 'skipped at random',
  'class-full': 'skipped: enough images of each class',
  'hour-full': 'skipped: enough images in an hour',
};

/** Has everything that changes annotations, which is more than other provenance has. */
function provenanceOf({ detector, segmenter }: FinderModels, settings: ExportSettings): Provenance {
  const { prompt, threshold, phrases, look, greyRange } = settings;
  const { masks, tolerance, crowdForRle } = settings.dataset;
  // Absent by default: images that were annotated before it was known stay as they are.
  const range = greyRange === 'full' ? {} : { greyRange };
  const parts = look.at === 'whole' ? {} : { look };
  const detectorRun = { ...modelProvenance(detector), prompt: prompt.text, threshold, phrases, ...parts, ...range };
  if (!segmenter) return { detector: detectorRun };
  const segmenterRun = {
    ...modelProvenance(segmenter),
    ...{ cleanUp: settings.segmenter?.cleanUp, written: { masks, tolerance, crowdForRle } },
  };
  return { detector: detectorRun, segmenter: segmenterRun };
}

/** The device makes no difference. */
const isSameWork = (before: Provenance, now: Provenance): boolean =>
  isDeepStrictEqual(withoutDevices(before), withoutDevices(now));

const withoutDevices = ({ detector, segmenter }: Provenance) =>
  [detector, segmenter].map((stage) => ({ ...stage, device: undefined }));
