import type { Node, NodeAPI } from 'node-red';
import { type Detection, detectionsInput, type Point, pointsInput } from '../../src';
import { nameOf, reading, readProperty, type VisionMessage } from './message';
import { isAbsent, textOption } from './options';

/** Settings: where a node reads its detections. */
export const detectionsOptions = {
  detections: textOption('detections'),
  detectionsType: textOption('msg'),
} as const;

export interface DetectionsSettings {
  readonly detections: string;
  readonly detectionsType: string;
}

/**
 * Reads detections, or plain boxes from `msg.boxes` if there are no detections.
 * @throws VisionError `BAD_BOXES`
 */
export async function readDetections(
  RED: NodeAPI,
  node: Node,
  settings: DetectionsSettings,
  msg: VisionMessage,
): Promise<Detection[]> {
  const { name, value } = await detectionsProperty(RED, node, settings, msg);
  return reading(name, 'BAD_BOXES', () => detectionsInput(name, value));
}

/**
 * Reads the prompts of a segmenter: detections or boxes, and points from `msg.points`. With points, boxes are optional.
 * @throws VisionError `BAD_BOXES`
 */
export async function readPrompts(
  RED: NodeAPI,
  node: Node,
  settings: DetectionsSettings,
  msg: VisionMessage,
): Promise<{ detections: Detection[]; points: Point[] }> {
  const points = reading('msg.points', 'BAD_BOXES', () =>
    isAbsent(msg.points) ? undefined : pointsInput('msg.points', msg.points),
  );
  const { name, value } = await detectionsProperty(RED, node, settings, msg);
  if (isAbsent(value) && points) return { detections: [], points };
  return { detections: reading(name, 'BAD_BOXES', () => detectionsInput(name, value)), points: points ?? [] };
}

async function detectionsProperty(
  RED: NodeAPI,
  node: Node,
  { detections, detectionsType }: DetectionsSettings,
  msg: VisionMessage,
): Promise<{ name: string; value: unknown }> {
  const source = { value: detections, type: detectionsType };
  const { value } = await readProperty(RED, node, msg, source);
  if (!isAbsent(value)) return { name: nameOf(source), value };
  const boxes = reading('msg.boxes', 'BAD_BOXES', () => msg.boxes);
  if (!isAbsent(boxes)) return { name: 'msg.boxes', value: boxes };
  return { name: `${nameOf(source)} or msg.boxes`, value };
}
