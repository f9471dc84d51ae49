import { resolve } from 'node:path';
import { type DatasetSettings, openDataset, type SkipReason } from '../index';
import { runBatch } from './batch/batch';
import { openScreen } from './batch/screen';
import { isSameWork, provenanceOf } from './export-provenance';
import { decodeOptions, type FinderSettings, openFinder, readPicture } from './finder';
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
      const provenance = provenanceOf(
        await finder.load(signal, progressPrinter(process.stderr)),
        settings,
        settings.dataset,
      );
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
