import type { Node, NodeAPI } from 'node-red';
import {
  type BoxFormat,
  type BoxUnit,
  boxFormats,
  boxUnitOf,
  type Detection,
  detectionsInput,
  type Point,
  pointsInput,
} from '../../src';
import { nameOf, reading, readProperty, type VisionMessage } from './message';
import { choiceOption, isAbsent, textOption } from './options';

/** Settings: where a node reads its detections. */
export const detectionsOptions = {
  detections: textOption('detections'),
  detectionsType: textOption('msg'),
  boxFormat: choiceOption('xywh', boxFormats, 'boxFormat'),
} as const;

export interface DetectionsSettings {
  readonly detections: string;
  readonly detectionsType: string;
  /** Of boxes that are arrays. */
  readonly boxFormat: BoxFormat;
}

/** Detections, and the unit of their boxes. */
export interface ReadDetections {
  readonly detections: Detection[];
  readonly boxUnit: BoxUnit;
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
): Promise<ReadDetections> {
  const { name, value } = await detectionsProperty(RED, node, settings, msg);
  const { boxFormat } = settings;
  const detections = reading(name, 'BAD_BOXES', () => detectionsInput(name, value, boxFormat));
  return { detections, boxUnit: boxUnitOf(boxFormat) };
}

/**
 * Reads detections, or plain boxes from `msg.boxes`. `undefined` if the message has neither: its image was not searched.
 * @throws VisionError `BAD_BOXES`
 */
export async function readDetectionsIfAny(
  RED: NodeAPI,
  node: Node,
  settings: DetectionsSettings,
  msg: VisionMessage,
): Promise<ReadDetections | undefined> {
  const { name, value } = await detectionsProperty(RED, node, settings, msg);
  if (isAbsent(value)) return undefined;
  const { boxFormat } = settings;
  const detections = reading(name, 'BAD_BOXES', () => detectionsInput(name, value, boxFormat));
  return { detections, boxUnit: boxUnitOf(boxFormat) };
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
): Promise<ReadDetections & { readonly points: Point[] }> {
  const points = reading('msg.points', 'BAD_BOXES', () =>
    isAbsent(msg.points) ? undefined : pointsInput('msg.points', msg.points),
  );
  const { name, value } = await detectionsProperty(RED, node, settings, msg);
  const { boxFormat } = settings;
  const boxUnit = boxUnitOf(boxFormat);
  if (isAbsent(value) && points) return { detections: [], boxUnit, points };
  const detections = reading(name, 'BAD_BOXES', () => detectionsInput(name, value, boxFormat));
  return { detections, boxUnit, points: points ?? [] };
}

/** Removes `msg.boxFormat`, which is about boxes that came before: written detections have `[x, y, width, height]`. */
export function forgetBoxFormat(msg: VisionMessage): void {
  Reflect.deleteProperty(msg, 'boxFormat');
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
