import type { Node, NodeAPI } from 'node-red';
import {
  type BoxFormat,
  type BoxUnit,
  boxFormats,
  boxUnitOf,
  type CompactDetection,
  type Detection,
  detectionsInput,
  type Point,
  pointsInput,
  withDecodedMasks,
} from '../../src';
import { nameOf, reading, readProperty, type VisionMessage, writeMessage } from './message';
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
  return detectionsOf(await detectionsProperty(RED, node, settings, msg), settings);
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
  const property = await detectionsProperty(RED, node, settings, msg);
  return isAbsent(property.value) ? undefined : detectionsOf(property, settings);
}

/** The prompts of a segmenter. */
export interface ReadPrompts {
  readonly detections: readonly Detection[];
  readonly boxUnit: BoxUnit;
  readonly points: Point[];
}

/**
 * Reads the prompts of a segmenter: detections or boxes, and points from `msg.points`. With points, boxes are optional.
 * @param otherwise detections in pixels for a message without detections, boxes and points
 * @throws VisionError `BAD_BOXES`
 */
export async function readPrompts(
  RED: NodeAPI,
  node: Node,
  settings: DetectionsSettings,
  msg: VisionMessage,
  otherwise?: readonly Detection[],
): Promise<ReadPrompts> {
  const points = reading('msg.points', 'BAD_BOXES', () =>
    isAbsent(msg.points) ? undefined : pointsInput('msg.points', msg.points),
  );
  const property = await detectionsProperty(RED, node, settings, msg);
  if (points && isAbsent(property.value)) return { detections: [], boxUnit: boxUnitOf(settings.boxFormat), points };
  if (otherwise && isAbsent(property.value)) return { detections: otherwise, boxUnit: 'pixels', points: [] };
  return { ...detectionsOf(property, settings), points: points ?? [] };
}

/**
 * Writes detections, whose boxes are `[x, y, width, height]` in pixels. Removes `msg.boxFormat`, which describes earlier boxes.
 * @throws VisionError `INVALID_INPUT`
 */
export function writeDetections(
  RED: NodeAPI,
  msg: VisionMessage,
  name: string,
  detections: readonly (Detection | CompactDetection)[],
): void {
  writeMessage(RED, msg, name, detections);
  Reflect.deleteProperty(msg, 'boxFormat');
}

/**
 * Replaces the message property from which detections were read. Detections from elsewhere are set as `msg.detections`.
 * @throws VisionError `INVALID_INPUT`
 */
export function replaceDetections(
  RED: NodeAPI,
  msg: VisionMessage,
  { detections: name, detectionsType }: DetectionsSettings,
  detections: readonly (Detection | CompactDetection)[],
): void {
  writeDetections(RED, msg, detectionsType === 'msg' ? name : detectionsOptions.detections.initial, detections);
}

interface DetectionsProperty {
  /** For error messages. */
  readonly name: string;
  readonly value: unknown;
}

function detectionsOf({ name, value }: DetectionsProperty, { boxFormat }: DetectionsSettings): ReadDetections {
  const detections = reading(name, 'BAD_BOXES', () => withDecodedMasks(name, detectionsInput(name, value, boxFormat)));
  return { detections, boxUnit: boxUnitOf(boxFormat) };
}

async function detectionsProperty(
  RED: NodeAPI,
  node: Node,
  { detections, detectionsType }: DetectionsSettings,
  msg: VisionMessage,
): Promise<DetectionsProperty> {
  const source = { value: detections, type: detectionsType };
  const { value } = await readProperty(RED, node, msg, source);
  if (!isAbsent(value)) return { name: nameOf(source), value };
  const boxes = reading('msg.boxes', 'BAD_BOXES', () => msg.boxes);
  if (!isAbsent(boxes)) return { name: 'msg.boxes', value: boxes };
  return { name: `${nameOf(source)} or msg.boxes`, value };
}
