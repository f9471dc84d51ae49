import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { readDataset } from '../dataset/readers';
import { differenceHash, HASH_WIDTH } from '../dataset/report/difference-hash';
import { reportPage, type SheetPicture } from '../dataset/report/report-page';
import { type DatasetStatistics, StatisticsCounter, type UncertainPicture } from '../dataset/report/statistics';
import { messageOf } from '../errors';
import { openRenderer, type Renderer, renderDefaults } from '../render/renderer';

/** Width of an image on the contact sheet. */
const SHEET_WIDTH = 320;

/** A report about a dataset. */
export interface DatasetReport {
  readonly html: string;
  readonly statistics: DatasetStatistics;
}

/**
 * Describes a dataset: counts, scores, duplicates, and its least certain images.
 * @param path a folder or a file that `readDataset` reads
 * @param sheet number of least certain images that are shown
 * @param onFailure called for each image that cannot be read. The report leaves it out
 * @throws VisionError `BAD_DATASET`; `ENGINE_CRASHED`
 */
export async function datasetReport(
  path: string,
  {
    sheet,
    onFailure = () => {},
  }: { readonly sheet: number; readonly onFailure?: (file: string, message: string) => void },
): Promise<DatasetReport> {
  const { kind, classes, pictures } = await readDataset(path);
  const counter = new StatisticsCounter(classes, Math.floor(sheet));
  const renderer = openRenderer();
  try {
    for await (const picture of pictures(onFailure)) {
      try {
        const grey = await renderer.grey({ image: await readFile(picture.file), maxWidth: HASH_WIDTH });
        counter.add(picture, grey.image, differenceHash(grey));
      } catch (error) {
        onFailure(picture.file, messageOf(error));
      }
    }
    const statistics = counter.result();
    const name = basename(resolve(path));
    const drawn = await drawSheet(renderer, statistics.uncertain);
    return { html: reportPage({ name, kind, statistics, sheet: drawn }), statistics };
  } finally {
    await renderer.close();
  }
}

async function drawSheet(renderer: Renderer, pictures: readonly UncertainPicture[]): Promise<SheetPicture[]> {
  const drawn: SheetPicture[] = [];
  for (const { file, detections, lowestScore } of pictures) {
    const request = { ...renderDefaults, image: await readFile(file), detections, maxWidth: SHEET_WIDTH };
    const { data } = await renderer.render(request);
    drawn.push({ file, lowestScore, data });
  }
  return drawn;
}
