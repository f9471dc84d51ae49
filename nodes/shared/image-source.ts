import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Node, NodeAPI } from 'node-red';
import {
  type DecodeOptions,
  decodeDefaults,
  type GreyRange,
  greyRangeFrom,
  type ImageInput,
  imageInput,
  isImageText,
  messageOf,
  VisionError,
} from '../../src';
import { nameOf, type PropertySource, reading, readProperty, type VisionMessage } from './message';
import { flagOption, numberOption, type Option, textOption } from './options';

const greyRange: Option<GreyRange> = {
  initial: decodeDefaults.greyRange,
  msg: 'greyRange',
  expected: 'one of full, auto, or two levels such as 7500-8500',
  parse: greyRangeFrom,
};

/** Settings: where a node reads its image, and how it is decoded. */
export const imageOptions = {
  image: textOption('payload'),
  imageType: textOption('msg'),
  allowFilePaths: flagOption(false),
  // sharp reads at most 268 megapixels by default.
  maxMegapixels: numberOption(decodeDefaults.maxPixels / 1e6, 1, 268),
  greyRange,
} as const;

export interface ImageSettings {
  readonly image: string;
  readonly imageType: string;
  readonly allowFilePaths: boolean;
  readonly maxMegapixels: number;
  readonly greyRange: GreyRange;
}

/** An image, and how it is decoded. */
export interface SourceImage {
  readonly image: ImageInput;
  readonly decode: DecodeOptions;
}

/**
 * Reads an image, or its file if *Allow file paths* is on.
 * @throws VisionError `BAD_IMAGE`
 */
export async function readImage(
  RED: NodeAPI,
  node: Node,
  settings: ImageSettings,
  msg: VisionMessage,
): Promise<SourceImage> {
  const { maxMegapixels, greyRange } = settings;
  return {
    image: await imageFrom(RED, node, settings, msg),
    decode: { maxPixels: maxMegapixels * 1e6, greyRange },
  };
}

async function imageFrom(
  RED: NodeAPI,
  node: Node,
  { image, imageType, allowFilePaths }: ImageSettings,
  msg: VisionMessage,
): Promise<ImageInput> {
  const source: PropertySource = { value: image, type: imageType };
  const { value } = await readProperty(RED, node, msg, source);
  const read = (): ImageInput => reading(nameOf(source), 'BAD_IMAGE', () => imageInput(nameOf(source), value));
  if (typeof value !== 'string' || !canBePath(value)) return read();
  const path = value.trim();
  if (allowFilePaths) return readImageFile(RED, nameOf(source), path);
  if (!looksLikePath(path)) return read();
  throw new VisionError(
    'BAD_IMAGE',
    `${nameOf(source)} must be an image, got ${JSON.stringify(path.slice(0, 80))}; to read files, turn on "Allow file paths"`,
  );
}

/** One line that is neither an encoded image, nor markup, JSON or a URL of another machine. */
function canBePath(text: string): boolean {
  if (text.length >= 4096) return false;
  const line = text.trim();
  return (
    line !== '' && !/\p{Cc}/u.test(line) && !/^(?:[<{]|\[.*\]$|(?!file:)\w+:\/\/)/i.test(line) && !isImageText(line)
  );
}

/** Other text may be anything, such as the start of a base64 text. */
const looksLikePath = (text: string): boolean => /\.\w+$|^(?:[/\\~]|\.{1,2}[/\\]|[a-z]:[/\\]|file:)/i.test(text);

/** Larger files would fill the memory. */
const MAX_FILE_BYTES = 1e9;

/** @param path also a `file:` URL */
async function readImageFile(RED: NodeAPI, name: string, path: string): Promise<Buffer> {
  // The core file nodes resolve relative paths against this folder.
  const { fileWorkingDirectory = '' } = RED.settings as { fileWorkingDirectory?: string };
  try {
    const file = /^file:/i.test(path) ? fileURLToPath(path) : resolve(fileWorkingDirectory, path);
    const stats = await stat(file);
    // A device such as /dev/zero has no end, and a pipe may never begin.
    if (!stats.isFile()) throw new Error(`${file} is not a regular file`);
    if (stats.size > MAX_FILE_BYTES) throw new Error(`it is larger than ${MAX_FILE_BYTES / 1e6} MB`);
    return await readFile(file);
  } catch (error) {
    throw new VisionError('BAD_IMAGE', `${name} cannot be read as a file: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
