import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bbox, type Detection, openDataset, openReviewServer, type Provenance } from '../../src';
import { serveLocally } from '../../src/cli/review-http';

/** Of the images, in pixels. */
export const SIDE = 100;
export const LEFT: Bbox = [10, 20, 20, 40];
export const RIGHT: Bbox = [60, 20, 20, 40];

const cup = { label: 'cup', score: 0.5 };
/** Two objects without masks. */
const twoCups: readonly Detection[] = [
  { ...cup, bbox: LEFT },
  { ...cup, bbox: RIGHT },
];

/** Datasets of small images, served without a process of its own. */
export interface ServedReview {
  readonly folders: readonly string[];
  /** The page of each user. */
  readonly urls: readonly string[];
  stop(): Promise<void>;
}

interface ServedOptions {
  /** Of the datasets. */
  readonly names?: readonly string[];
  /** Who each get a page of their own. */
  readonly users?: readonly string[];
  /** Of each image. */
  readonly objects?: (number: number) => readonly Detection[];
  readonly provenance?: Provenance;
}

/** Writes datasets of images "image_1", "image_2" and so on, by default with two boxes each, and serves them. */
export async function serveBoxes(
  images: number,
  { names = ['boxes'], users = ['ann'], objects = () => twoCups, provenance = {} }: ServedOptions = {},
): Promise<ServedReview> {
  const root = mkdtempSync(join(tmpdir(), 'review-'));
  const folders = names.map((name) => join(root, name));
  for (const [at, folder] of folders.entries()) {
    mkdirSync(folder);
    const dataset = await openDataset(folder, { format: 'coco', split: { train: 1, val: 0, test: 0 } });
    for (let number = 1; number <= images; number++) {
      const data = Buffer.alloc(SIDE * SIDE * 3, at * 100 + number);
      const image = { data, width: SIDE, height: SIDE, channels: 3 as const };
      const name = `${names[at] === 'boxes' ? 'image' : names[at]}_${number}`;
      await dataset.add({ image, name }, objects(number), provenance);
    }
    await dataset.close();
  }
  const server = openReviewServer({
    folders: () => folders,
    segment: () => Promise.reject(new Error('No segmenter')),
  });
  const pages = await Promise.all(users.map((user) => serveLocally(0, user, server.respond)));
  return {
    folders,
    urls: pages.map(({ url }) => url),
    async stop() {
      await Promise.all(pages.map(({ close }) => close()));
      await server.close();
      rmSync(root, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
