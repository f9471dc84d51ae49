import { mkdir, stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { type ImageFormat, imageFormats, invalidInput, renderDefaults, VisionError } from '../index';
import { type InputFile, isFileOperand } from './input-files';

/** Where drawn pictures go: one file, or a file for each picture in a folder. */
export type OutputLocation = { readonly format: ImageFormat } & (
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'folder'; readonly folder: string; readonly ending: string }
);

export interface RequestedOutput {
  readonly out: string;
  /** Between the name of a picture in a folder and its extension: `-masks` */
  readonly suffix: string;
  /** Of pictures in a folder; of a file its name tells. */
  readonly format: ImageFormat | undefined;
  /** The pictures need a format that has transparency. */
  readonly isTransparent: boolean;
}

/** A picture, and the file that it is drawn into. */
export interface DrawnPicture extends InputFile {
  readonly out: string;
  readonly format: ImageFormat;
}

const extensionOf = (format: ImageFormat): string => (format === 'jpeg' ? '.jpg' : `.${format}`);

const formatOf = (file: string): ImageFormat | undefined => {
  const extension = extname(file).toLowerCase();
  return imageFormats.find((format) => extension === extensionOf(format) || extension === `.${format}`);
};

/** @throws VisionError before any work, where the pictures could not be written */
export async function outputLocation(requested: RequestedOutput, operands: readonly string[]): Promise<OutputLocation> {
  const location = await locationOf(requested, operands);
  if (!requested.isTransparent || location.format !== 'jpeg') return location;
  throw invalidInput('The format', 'png, webp or avif for --style cutout', location.format);
}

async function locationOf(
  { out, suffix, format, isTransparent }: RequestedOutput,
  operands: readonly string[],
): Promise<OutputLocation> {
  const isOnePicture = operands.length === 1 && (await isFileOperand(operands[0]!));
  const formatOfName = formatOf(out);
  const stats = await stat(out).catch(() => undefined);
  if (stats?.isDirectory() ?? (/[/\\]$/.test(out) || (!isOnePicture && formatOfName === undefined))) {
    await mkdir(out, { recursive: true });
    const formatInFolder = format ?? (isTransparent ? 'png' : renderDefaults.format);
    return { kind: 'folder', folder: out, ending: suffix + extensionOf(formatInFolder), format: formatInFolder };
  }
  if (!isOnePicture)
    throw new VisionError('INVALID_INPUT', `--out must be a folder if there is more than one image, got ${out}`);
  if (formatOfName === undefined) {
    throw invalidInput('--out', `a folder or a file that ends in ${imageFormats.map(extensionOf).join(', ')}`, out);
  }
  if (format !== undefined && format !== formatOfName) {
    throw invalidInput('--format', `${formatOfName}, the extension of --out`, format);
  }
  if (resolve(out) === resolve(operands[0]!)) throw invalidInput('--out', 'a file other than the image itself', out);
  return { kind: 'file', file: out, format: formatOfName };
}

/**
 * Each picture with its file: its name below the folder, with its extension only where another one has the same without.
 * Pictures that are themselves drawn from others of these are left out.
 * @throws VisionError where two pictures would be written to one file
 */
export function drawnPictures(location: OutputLocation, pictures: readonly InputFile[]): readonly DrawnPicture[] {
  const { format } = location;
  if (location.kind === 'file') return pictures.map((picture) => ({ ...picture, out: location.file, format }));
  const shared = repeated(pictures.map(stem));
  const drawn = pictures.map((picture) => {
    const name = shared.has(stem(picture)) ? picture.name : stem(picture);
    return { ...picture, out: join(location.folder, `${name}${location.ending}`), format };
  });
  const [clash] = repeated(drawn.map(({ out }) => out));
  if (clash !== undefined) {
    const paths = drawn.filter(({ out }) => out === clash).map(({ path }) => path);
    const advice = 'Name the folder above them, or a pattern in quotes';
    throw new VisionError(
      'INVALID_INPUT',
      `${paths.length} images have the same output file ${clash}: ${paths.join(', ')}. ${advice}`,
    );
  }
  const results = new Set(drawn.map(({ out }) => resolve(out)));
  return drawn.filter(({ path }) => !results.has(resolve(path)));
}

const stem = ({ name }: InputFile): string => name.slice(0, name.length - extname(name).length);

/** The texts that occur more than once. */
function repeated(texts: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(texts.filter((text) => seen.size === seen.add(text).size));
}
