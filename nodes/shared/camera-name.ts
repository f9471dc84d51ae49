import type { Node, NodeAPI } from 'node-red';
import { invalidInput } from '../../src';
import { nameOf, readProperty, type VisionMessage } from './message';
import { isAbsent, textOption } from './options';

/** Settings: where a node reads the name of the camera. */
export const cameraOptions = { lane: textOption('topic'), laneType: textOption('msg') } as const;

export interface CameraSettings {
  readonly lane: string;
  readonly laneType: string;
}

/**
 * The name of the camera that sent a message. Absent: the empty text.
 * @throws VisionError `INVALID_INPUT` if it is neither text nor a number
 */
export async function cameraName(
  RED: NodeAPI,
  node: Node,
  { lane, laneType }: CameraSettings,
  msg: VisionMessage,
): Promise<string> {
  const source = { value: lane, type: laneType };
  const { value } = await readProperty(RED, node, msg, source);
  if (isAbsent(value)) return '';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw invalidInput(nameOf(source), 'the name of a camera, as text or a number', value);
}
