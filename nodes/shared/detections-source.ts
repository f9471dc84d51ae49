import type { Node, NodeAPI } from 'node-red';
import { type Detection, detectionsInput, type Point, pointsInput } from '../../src';
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
  settings: DetectionsSettings,
  msg: VisionMessage,
): Promise<Detection[]> {
  const { name, value } = await findDetections(RED, node, settings, msg);
  return detectionsInput(name, value);
}

/**
 * What to cut out: detections or boxes, and the points of `msg.points`, which may come alone.
 * @throws VisionError `BAD_BOXES`
 */
export async function readPrompts(
  RED: NodeAPI,
  node: Node,
  settings: DetectionsSettings,
  msg: VisionMessage,
): Promise<{ detections: Detection[]; points: Point[] }> {
  const points = msg.points === undefined ? undefined : pointsInput('msg.points', msg.points);
  const { name, value } = await findDetections(RED, node, settings, msg);
  return { detections: value === undefined && points ? [] : detectionsInput(name, value), points: points ?? [] };
}

async function findDetections(
  RED: NodeAPI,
  node: Node,
  { detections, detectionsType }: DetectionsSettings,
  msg: VisionMessage,
): Promise<{ name: string; value: unknown }> {
  const source = { value: detections, type: detectionsType };
  const value = await readProperty(RED, node, msg, source);
  if (value === undefined && msg.boxes !== undefined) return { name: 'msg.boxes', value: msg.boxes };
  return { name: value === undefined ? `${nameOf(source)} or msg.boxes` : nameOf(source), value };
}
