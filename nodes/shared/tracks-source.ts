import type { Node, NodeAPI } from 'node-red';
import { type Track, tracksInput } from '../../src';
import { reading, readProperty, type VisionMessage } from './message';
import { isAbsent } from './options';

/**
 * Reads the tracks of `object-tracker` from `msg.<property>`.
 * @returns `undefined` if the message has none
 * @throws VisionError `BAD_BOXES`
 */
export async function readTracks(
  RED: NodeAPI,
  node: Node,
  property: string,
  msg: VisionMessage,
): Promise<Track[] | undefined> {
  const { value } = await readProperty(RED, node, msg, { value: property, type: 'msg' });
  const name = `msg.${property}`;
  return isAbsent(value) ? undefined : reading(name, 'BAD_BOXES', () => tracksInput(name, value));
}
