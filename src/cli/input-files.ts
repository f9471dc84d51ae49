import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join, resolve, sep } from 'node:path';
import { messageOf, VisionError } from '../index';
import { type Glob, isGlob, readGlob } from './glob';

/** An image file that a command works on. */
export interface InputFile {
  readonly path: string;
  /** With `/`: the path below the given folder or below the fixed part of the pattern. For a given file, its file name. */
  readonly name: string;
}

/** Extensions of the files that folders and patterns give. A file that is given by its name may have any. */
export const pictureExtensions: readonly string[] = [
  '.jpg',
  '.jpeg',
  '.jpe',
  '.jfif',
  '.png',
  '.webp',
  '.avif',
  '.gif',
  '.tif',
  '.tiff',
  '.bmp',
  '.ppm',
  '.pgm',
];

/**
 * The image files that `operands` name: files, folders with their subfolders, and patterns. Each file is listed once, in
 * the order of `operands`; the files of a folder or pattern are sorted by name. Hidden files, hidden folders and
 * `outFolder` are left out.
 * @throws VisionError `INVALID_INPUT` if a folder or pattern has no image
 */
export async function inputFiles(
  operands: readonly string[],
  outFolder: string | undefined,
): Promise<readonly InputFile[]> {
  const inputs = new Map<string, InputFile>();
  for (const operand of operands) {
    for (const picture of await picturesOf(operand, outFolder && resolve(outFolder))) {
      const key = resolve(picture.path);
      if (!inputs.has(key)) inputs.set(key, picture);
    }
  }
  return [...inputs.values()];
}

/** Whether the operand names one file, existing or not. */
export const isFileOperand = async (operand: string): Promise<boolean> => (await kindOf(operand)) === 'file';

/** A name with wildcards that exists is not a pattern. */
async function kindOf(operand: string): Promise<'file' | 'folder' | 'pattern'> {
  const stats = await stat(operand).catch(() => undefined);
  if (stats) return stats.isDirectory() ? 'folder' : 'file';
  return isGlob(operand) ? 'pattern' : 'file';
}

async function picturesOf(operand: string, outFolder: string | undefined): Promise<readonly InputFile[]> {
  const kind = await kindOf(operand);
  if (kind === 'file') return [{ path: operand, name: basename(operand) }];
  const glob = kind === 'pattern' ? await globOf(operand.replaceAll(sep, '/')) : undefined;
  const folder = glob?.folder ?? operand;
  const names = (await namesBelow(folder, '', outFolder)).filter((name) => glob?.matches(name) ?? true);
  if (names.length > 0) return names.sort().map((name) => ({ path: join(folder, name), name }));
  throw new VisionError(
    'INVALID_INPUT',
    `No image ${glob ? 'matches' : 'in'} ${operand}: images end in ${pictureExtensions.join(', ')}`,
  );
}

/** The names of existing folders at its start are not patterns, whatever characters they have. */
async function globOf(pattern: string): Promise<Glob> {
  const parts = pattern.split('/');
  let existing = 0;
  while (existing < parts.length - 1 && (await isFolder(parts.slice(0, existing + 1).join('/') || '/'))) existing++;
  return readGlob(pattern, existing);
}

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() === true;

async function namesBelow(root: string, folder: string, outFolder: string | undefined): Promise<string[]> {
  const names = await Promise.all(
    (await entriesOf(join(root, folder))).map(async (entry) => {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.name.startsWith('.')) return [];
      if (entry.isDirectory()) return resolve(root, name) === outFolder ? [] : namesBelow(root, name, outFolder);
      return pictureExtensions.includes(extname(name).toLowerCase()) && (await isFile(root, entry, name)) ? [name] : [];
    }),
  );
  return names.flat();
}

/** Links to files count. Links to folders do not, because they may form a cycle. */
const isFile = async (root: string, entry: Dirent, name: string): Promise<boolean> =>
  entry.isFile() ||
  (entry.isSymbolicLink() && (await stat(join(root, name)).catch(() => undefined))?.isFile() === true);

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw new VisionError('INVALID_INPUT', `The folder cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
