import { mkdir, stat, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import {
  type Detection,
  type ImageFormat,
  type ImageInput,
  invalidInput,
  type Renderer,
  renderDefaults,
  VisionError,
} from '../index';
import type { PicturesRequest } from './arguments';

/** Where drawn pictures go. */
export type OutputPlan =
  | { readonly kind: 'none' }
  | { readonly kind: 'file'; readonly file: string; readonly format: ImageFormat }
  | { readonly kind: 'folder'; readonly folder: string; readonly suffix: string };

const formats: Readonly<Record<string, ImageFormat>> = {
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.png': 'png',
  '.webp': 'webp',
};

/** @throws VisionError before any work, where the pictures could not be written */
export async function planOutput({ command, images, out, json }: PicturesRequest): Promise<OutputPlan> {
  const suffix = command === 'run' ? '-masks.jpg' : '-boxes.jpg';
  if (out === undefined) return command === 'run' && !json ? { kind: 'folder', folder: '.', suffix } : { kind: 'none' };
  const format = formats[extname(out).toLowerCase()];
  const isFolder = await stat(out).then(
    (stats) => stats.isDirectory(),
    () => out.endsWith('/') || (images.length > 1 && format === undefined),
  );
  if (isFolder) {
    await mkdir(out, { recursive: true });
    return { kind: 'folder', folder: out, suffix };
  }
  if (images.length > 1)
    throw new VisionError('INVALID_INPUT', `--out must be a folder for ${images.length} pictures, got ${out}`);
  if (format === undefined) throw invalidInput('--out', 'a folder, or a file that ends in .jpg, .png or .webp', out);
  return { kind: 'file', file: out, format };
}

/** Draws and writes what was found. @returns the file, or `undefined` where the plan is to write none */
export async function writePicture(
  plan: OutputPlan,
  renderer: Renderer,
  source: string,
  image: ImageInput,
  detections: readonly Detection[],
): Promise<string | undefined> {
  if (plan.kind === 'none') return undefined;
  const stem = basename(source, extname(source));
  const file = plan.kind === 'file' ? plan.file : join(plan.folder, `${stem}${plan.suffix}`);
  const format = plan.kind === 'file' ? plan.format : 'jpeg';
  const { data } = await renderer.render({ ...renderDefaults, image, detections, format });
  await writeFile(file, data);
  return file;
}
