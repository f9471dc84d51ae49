import { stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { makeFolder } from '../files/make-folder';
import { type ImageFormat, imageFormats, invalidInput, renderDefaults, VisionError } from '../index';
import { type InputFile, isFileOperand } from './input-files';

/** Where drawn images are written: to one file, or each to a file in a folder. */
export type OutputLocation = { readonly format: ImageFormat } & (
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'folder'; readonly folder: string; readonly ending: string }
);

/** The output that the user requests. */
export interface RequestedOutput {
  /** File or folder. */
  readonly out: string;
  /** Between the name of a file in a folder and its extension: `-masks` */
  readonly suffix: string;
  /** For files in a folder. One file has the format of its extension. */
  readonly format: ImageFormat | undefined;
  /** The images need a format with transparency. */
  readonly isTransparent: boolean;
}

/** An input file, and the file that its drawn image is written to. */
export interface DrawnPicture extends InputFile {
  readonly out: string;
  readonly format: ImageFormat;
}

const extensionOf = (format: ImageFormat): string => (format === 'jpeg' ? '.jpg' : `.${format}`);

const formatOf = (file: string): ImageFormat | undefined => {
  const extension = extname(file).toLowerCase();
  return imageFormats.find((format) => extension === extensionOf(format) || extension === `.${format}`);
};

/** @throws VisionError `INVALID_INPUT` if the images cannot be written as requested. Nothing is processed then. */
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
    await makeFolder(out);
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
 * The output file of each input. In a folder it is named after the input, with the input's extension only if two inputs
 * have the same name without it. Inputs that are themselves outputs of other inputs are left out.
 * @throws VisionError `INVALID_INPUT` if two inputs have the same output file
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

/** Texts that occur more than once. */
function repeated(texts: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(texts.filter((text) => seen.size === seen.add(text).size));
}
