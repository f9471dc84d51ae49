import type { Node, NodeAPI } from 'node-red';
import { type Detection, detectionsInput } from '../../src';
import { nameOf, readProperty, type VisionMessage } from './message';
import { textOption } from './options';

/** The settings that say where a node finds its detections. */
export const detectionsOptions = {
  detections: textOption('detections'),
  detectionsType: textOption('msg'),
} as const;

export interface DetectionsSettings {
  readonly detections: string;
  readonly detectionsType: string;
}

/**
 * Detections, or plain boxes in `msg.boxes` where there are none.
 * @throws VisionError `BAD_BOXES`
 */
export async function readDetections(
  RED: NodeAPI,
  node: Node,
  { detections, detectionsType }: DetectionsSettings,
  msg: VisionMessage,
): Promise<Detection[]> {
  const source = { value: detections, type: detectionsType };
  const value = await readProperty(RED, node, msg, source);
  if (value === undefined && msg.boxes !== undefined) return detectionsInput('msg.boxes', msg.boxes);
  return detectionsInput(value === undefined ? `${nameOf(source)} or msg.boxes` : nameOf(source), value);
}
