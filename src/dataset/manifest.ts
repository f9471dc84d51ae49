import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { distinctLabels, labelKey } from '../contract';
import { VisionError } from '../errors';
import { privateFolder, writeDatasetFile } from './dataset-file';
import { type DatasetFormat, type DatasetSettings, datasetDefaults } from './settings';

/** Properties of a complete dataset: the content of `.grounded-sam/dataset.json`. */
export interface Manifest {
  readonly version: 1;
  readonly format: DatasetFormat;
  /** ISO 8601. */
  readonly created: string;
  /** In the order of their ids. Names are only appended, so that ids never change. */
  readonly classes: readonly string[];
  /** The last settings with which annotations were written. A review writes with them. Absent in older datasets. */
  readonly written?: WrittenSettings;
}

type WrittenSettings = Pick<DatasetSettings, 'split' | 'masks' | 'tolerance' | 'crowdForRle'>;

const manifestFile = (folder: string): string => join(privateFolder(folder), 'dataset.json');

/**
 * @returns `undefined` if the folder is not a dataset
 * @throws VisionError `BAD_DATASET` for a dataset of a newer version of this package
 */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const file = manifestFile(folder);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const manifest = JSON.parse(text) as Manifest;
  if (manifest.version === 1) return manifest;
  throw new VisionError('BAD_DATASET', `The dataset needs a newer version of this package: ${file}`);
}

export const writeManifest = (folder: string, manifest: Manifest): Promise<void> =>
  writeDatasetFile(folder, manifestFile(folder), `${JSON.stringify(manifest, null, 1)}\n`);

/** The settings of an existing dataset. */
export const settingsOf = ({ format, written }: Manifest): DatasetSettings => ({
  ...datasetDefaults,
  ...written,
  format,
});

/** The manifest with these settings; the same object if it has them. */
export function withSettings(manifest: Manifest, { split, masks, tolerance, crowdForRle }: DatasetSettings): Manifest {
  const written: WrittenSettings = { split, masks, tolerance, crowdForRle };
  return isDeepStrictEqual(written, manifest.written) ? manifest : { ...manifest, written };
}

/** The manifest with missing classes appended; the same object if none is missing. */
export function withClasses(manifest: Manifest, labels: readonly string[]): Manifest {
  const classOf = classFinder(manifest.classes);
  const added = distinctLabels(labels.filter((label) => classOf(label) === undefined));
  return added.length === 0 ? manifest : { ...manifest, classes: [...manifest.classes, ...added] };
}

/** Finds the class of a label: the name that equals it, else the first one with the same `labelKey`. */
export function classFinder(classes: readonly string[]): (label: string) => string | undefined {
  const names = new Set(classes);
  const byKey = new Map(classes.toReversed().map((name) => [labelKey(name), name]));
  return (label) => (names.has(label) ? label : byKey.get(labelKey(label)));
}
