import { join } from 'node:path';
import { openReview } from '../index';
import { runBatch } from './batch/batch';
import { openScreen } from './batch/screen';
import { isSameWork, provenanceOf } from './export-provenance';
import { type FinderSettings, openFinder, readPicture } from './finder';
import { interruptible } from './interruptible';
import { progressPrinter } from './progress-printer';

/** All images, in the order in which they were added. */
const ALL = { order: 'added', state: 'all', min: 0, max: 1, offset: 0, limit: Number.MAX_SAFE_INTEGER } as const;

/**
 * Detects the objects of a dataset's images again. Images that were annotated with the same options stay as they are.
 * @param folder absolute path
 * @returns the exit status
 */
export const relabelDataset = (
  folder: string,
  settings: FinderSettings & { readonly concurrency: number },
): Promise<number> =>
  interruptible(async (signal) => {
    const screen = openScreen(process.stdout, process.stderr);
    const dataset = openReview(folder);
    const finder = openFinder(settings, screen.remark);
    try {
      const { pictures } = await dataset.list(ALL);
      const provenance = provenanceOf(await finder.load(signal, progressPrinter(process.stderr)), settings);
      const tally = { relabelled: 0, unchanged: 0 };
      const status = await runBatch(
        {
          pictures: pictures.map(({ hash, file }) => ({ hash, name: file, path: join(folder, file) })),
          concurrency: settings.concurrency,
          signal,
          async work({ hash, path }) {
            const entry = await dataset.entry(hash);
            if (entry && isSameWork(entry.provenance, provenance)) return undefined;
            return (await finder.find(await readPicture(path), signal)).detections;
          },
          async finish(detections, { hash }) {
            if (!detections) return void tally.unchanged++;
            await dataset.annotate(hash, detections, provenance);
            tally.relabelled++;
          },
        },
        screen,
      );
      screen.result(`${folder}: ${tally.relabelled} relabelled, ${tally.unchanged} unchanged\n`);
      return status;
    } finally {
      await finder.close();
      await dataset.close();
    }
  });
