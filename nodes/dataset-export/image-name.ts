import type { Node, NodeAPI } from 'node-red';
import { readProperty, type VisionMessage } from '../shared/message';
import { textOption } from '../shared/options';

/** Settings: where a node reads the file name of an image. */
export const imageNameOptions = {
  filename: textOption('filename'),
  filenameType: textOption('msg'),
} as const;

/** Without a text there is no name: the dataset then names the image by its hash. */
export async function readImageName(
  RED: NodeAPI,
  node: Node,
  { filename, filenameType }: { readonly filename: string; readonly filenameType: string },
  msg: VisionMessage,
): Promise<{ name?: string }> {
  const { value: name } = await readProperty(RED, node, msg, { value: filename, type: filenameType });
  return typeof name === 'string' ? { name } : {};
}
