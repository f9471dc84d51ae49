import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTokenizer, type Tokenizer } from '../../src/models/grounding-dino/tokenizer';
import { type FloatArray, readNpy } from './npy';

/** What Hugging Face transformers gave for tiny untrained models. The folder's cases say how. */
const FOLDER = 'test/fixtures/goldens';

/** @param path as the case files write it, relative to the goldens */
export const goldenFile = (path: string): string => join(FOLDER, path);

export const goldenBytes = (path: string): Buffer => readFileSync(goldenFile(path));

export const goldenArray = (path: string): FloatArray => readNpy(goldenFile(path));

const readJson = <T>(path: string): T => JSON.parse(readFileSync(goldenFile(path), 'utf8')) as T;

/** The cases of `cases/public/<name>.json`. */
export const goldenCases = <Case>(name: string): Case[] =>
  readJson<{ cases: Case[] }>(`cases/public/${name}.json`).cases;

export const goldenTokenizer = (folder: string): Tokenizer =>
  openTokenizer(readJson(`${folder}/tokenizer.json`), readJson(`${folder}/tokenizer_config.json`));

/** A few elements of a big array, by flat index. */
export interface Samples {
  readonly shape: readonly number[];
  readonly sample_index: readonly number[];
  readonly sample_value: readonly number[];
}

/** Absolute differences at the sampled elements. */
export const differencesAt = ({ sample_index, sample_value }: Samples, actual: ArrayLike<number>): number[] =>
  sample_index.map((index, at) => Math.abs(actual[index]! - sample_value[at]!));

/** Differences between arrays of one length. */
export const differences = (a: ArrayLike<number>, b: ArrayLike<number>): number[] =>
  Array.from(a, (value, at) => Math.abs(value - b[at]!));

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
export const largest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);
