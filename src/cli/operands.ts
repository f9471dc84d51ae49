import { VisionError } from '../index';
import type { Operands } from './command';

export const IMAGES: Operands = { name: 'IMAGE... --prompt "cat. dog."', least: 'at least one image' };

export const ABOUT_IMAGES = `IMAGE is a file, a folder including its subfolders, or a pattern in quotes: "photos/**/*.{jpg,png}".
Folders and patterns give their image files, sorted by name, without hidden files and without the folder of --out.`;

export const MODELS: Operands = { name: 'MODEL...', least: 'the name of at least one model' };

export const DATASET: Operands = { name: 'DATASET', least: 'a dataset' };

/**
 * @param done for the error: `converted`
 * @throws VisionError `INVALID_INPUT` for more than one
 */
export function oneDataset([path, ...more]: readonly string[], done: string): string {
  if (more.length === 0) return path!;
  throw new VisionError('INVALID_INPUT', `One dataset can be ${done}, got ${more.length + 1}`);
}
