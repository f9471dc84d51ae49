import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Node, NodeAPI } from 'node-red';
import { type ImageInput, imageInput, messageOf, VisionError } from '../../src';
import { nameOf, type PropertySource, readProperty, type VisionMessage } from './message';
import { flagOption, textOption } from './options';

/** Settings: where a node reads its image. */
export const imageOptions = {
  image: textOption('payload'),
  imageType: textOption('msg'),
  allowFilePaths: flagOption(false),
} as const;

export interface ImageSettings {
  readonly image: string;
  readonly imageType: string;
  readonly allowFilePaths: boolean;
}

/**
 * Reads an image, or its file if *Allow file paths* is on.
 * @throws VisionError `BAD_IMAGE`
 */
export async function readImage(
  RED: NodeAPI,
  node: Node,
  { image, imageType, allowFilePaths }: ImageSettings,
  msg: VisionMessage,
): Promise<ImageInput> {
  const source: PropertySource = { value: image, type: imageType };
  const value = await readProperty(RED, node, msg, source);
  if (typeof value !== 'string' || !looksLikePath(value)) return imageInput(nameOf(source), value);
  if (allowFilePaths) return readImageFile(RED, nameOf(source), value);
  throw new VisionError(
    'BAD_IMAGE',
    `${nameOf(source)} must be an image, got ${JSON.stringify(value.slice(0, 80))}; to read files, turn on "Allow file paths"`,
  );
}

/** Base64 has no dots, and data URIs start with `data:`. */
const looksLikePath = (text: string): boolean => text.length < 4096 && /^(?!data:).*\.\w+\s*$/s.test(text);

async function readImageFile(RED: NodeAPI, name: string, path: string): Promise<Buffer> {
  // The core file nodes resolve relative paths against this folder.
  const { fileWorkingDirectory = '' } = RED.settings as { fileWorkingDirectory?: string };
  try {
    return await readFile(resolve(fileWorkingDirectory, path.trim()));
  } catch (error) {
    throw new VisionError('BAD_IMAGE', `${name} cannot be read as a file: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
