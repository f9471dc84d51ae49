import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { ReviewDataset } from '../contract/review';
import { type DatasetReview, datasetFormatOf, openReview } from '../dataset/review/review';
import { VisionError } from '../errors';
import { NotFound } from './review-http';

/** A dataset without calls is closed after this time, so that other processes can write it. */
const IDLE_MS = 120_000;

interface OpenDataset {
  readonly review: DatasetReview;
  timer?: NodeJS.Timeout;
  calls: number;
}

/** The datasets that can be reviewed. A dataset is opened with its first call. */
export class ReviewDatasets {
  /** By folder. */
  private readonly open = new Map<string, OpenDataset>();
  private readonly added = new Set<string>();

  /** @param offered absolute folders, some of which may not be datasets */
  constructor(private readonly offered: () => readonly string[]) {}

  async list(): Promise<ReviewDataset[]> {
    const rows = await Promise.all(this.folders().map(rowOf));
    return rows.filter((row) => row !== undefined);
  }

  /** @throws VisionError `BAD_DATASET` if the folder is not a dataset of this package */
  async add(folder: string): Promise<ReviewDataset> {
    const row = await rowOf(folder);
    if (!row) {
      const problem = `No dataset of this package is in ${folder}`;
      throw new VisionError('BAD_DATASET', `${problem}. Choose the folder of a dataset, or convert it first`);
    }
    this.added.add(folder);
    return row;
  }

  /** @throws NotFound */
  folderOf(id: string): string {
    const folder = this.folders().find((one) => idOf(one) === id);
    if (folder !== undefined) return folder;
    throw new NotFound('The dataset is not open: open its folder');
  }

  /** @throws NotFound for an unknown id, and the errors of `work` */
  async use<T>(id: string, work: (review: DatasetReview) => Promise<T>): Promise<T> {
    const folder = this.folderOf(id);
    const dataset = this.open.get(folder) ?? { review: openReview(folder), calls: 0 };
    this.open.set(folder, dataset);
    clearTimeout(dataset.timer);
    dataset.calls++;
    try {
      return await work(dataset.review);
    } finally {
      dataset.calls--;
      if (dataset.calls === 0) dataset.timer = setTimeout(() => this.release(folder, dataset), IDLE_MS).unref();
    }
  }

  /** Closes all datasets that no call uses. Their next calls open them again. */
  async close(): Promise<void> {
    const unused = [...this.open].filter(([, { calls }]) => calls === 0);
    await Promise.allSettled(unused.map(([folder, dataset]) => this.release(folder, dataset)));
  }

  /** A failure has no caller to report to. The next call reports what is wrong. */
  private async release(folder: string, { review, timer }: OpenDataset): Promise<void> {
    clearTimeout(timer);
    this.open.delete(folder);
    await review.close().catch(() => undefined);
  }

  private folders(): string[] {
    return [...new Set([...this.offered(), ...this.added])];
  }
}

const idOf = (folder: string): string => createHash('sha256').update(folder).digest('hex').slice(0, 12);

/** `undefined` for a folder that is not a dataset, or cannot be read. */
async function rowOf(folder: string): Promise<ReviewDataset | undefined> {
  const format = await datasetFormatOf(folder).catch(() => undefined);
  return format && { id: idOf(folder), name: basename(folder), folder, format };
}
