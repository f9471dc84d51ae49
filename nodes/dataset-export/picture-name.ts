import type { Node, NodeAPI } from 'node-red';
import { readProperty, type VisionMessage } from '../shared/message';
import { textOption } from '../shared/options';

/** The settings that say where a picture's name comes from. */
export const pictureNameOptions = {
  filename: textOption('filename'),
  filenameType: textOption('msg'),
} as const;

/** What is no text names nothing: the picture is named by its hash then. */
export async function readPictureName(
  RED: NodeAPI,
  node: Node,
  { filename, filenameType }: { readonly filename: string; readonly filenameType: string },
  msg: VisionMessage,
): Promise<{ name?: string }> {
  const name = await readProperty(RED, node, msg, { value: filename, type: filenameType });
  return typeof name === 'string' ? { name } : {};
}
