import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { type Dataset, type DatasetSettings, type Detection, openDataset, type RawImage } from '../../src';
import { scene } from './scenes';

/** A dataset folder for one test. */
export interface DatasetFolder {
  readonly path: string;
  open(settings?: Partial<DatasetSettings>): Promise<Dataset>;
  text(file: string): string;
  bytes(file: string): Buffer;
  json<T>(file: string): T;
  /** Paths with `/`, without the files in `.grounded-sam`. */
  files(): string[];
  remove(): void;
}

/** All images in one split, so that a test knows their paths. */
export const allInTrain = { train: 1, val: 0, test: 0 };

export function openDatasetFolder(): DatasetFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'dataset-')));
  const text = (file: string): string => readFileSync(join(path, file), 'utf8');
  return {
    path,
    open: (settings = {}) => openDataset(path, { split: allInTrain, ...settings }),
    text,
    bytes: (file) => readFileSync(join(path, file)),
    json: <T>(file: string) => JSON.parse(text(file)) as T,
    files: () =>
      readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(path, join(entry.parentPath, entry.name)).split(sep).join('/'))
        .filter((file) => !file.startsWith('.grounded-sam'))
        .sort(),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** An image of one grey level. Images with different levels have different hashes. */
export const shade = (grey: number, width = 12, height = 8): RawImage => ({
  data: Buffer.alloc(width * height * 3, grey),
  width,
  height,
  channels: 3,
});

export const found = (label: string, bbox: Detection['bbox'], mask?: Detection['mask']): Detection => ({
  label,
  score: 0.75,
  bbox,
  ...(mask ? { mask } : {}),
});

/**
 * Adds a drawn scene, unless the dataset has it.
 * @returns whether it was added
 */
export async function addScene(dataset: Dataset, index: number): Promise<boolean> {
  const { image, objects } = scene(index);
  if (await dataset.find(image)) return false;
  const detections = objects.map((object) => ({ ...object, score: 0.5 }));
  await dataset.add({ image, name: `scene ${index}` }, detections);
  return true;
}

interface CocoFile {
  readonly images: readonly { id: number; width: number; height: number; file_name: string }[];
  readonly categories: readonly { id: number; name: string }[];
  readonly annotations: readonly {
    id: number;
    image_id: number;
    category_id: number;
    segmentation: number[][] | { size: number[]; counts: string };
    area: number;
    bbox: number[];
    iscrowd: number;
  }[];
}

export const cocoOf = (folder: DatasetFolder, split = 'train'): CocoFile =>
  folder.json<CocoFile>(`annotations/instances_${split}.json`);
