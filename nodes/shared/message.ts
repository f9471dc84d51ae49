import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import {
  type Bbox,
  boxList,
  type ErrorCode,
  type Handling,
  type ImageSize,
  type Stage,
  type StageTimes,
  type Traffic,
  type Vision,
  VisionError,
  withCode,
} from '../../src';

/** A message, with the properties that these nodes read and set under fixed names. */
export type VisionMessage = NodeMessageInFlow & {
  prompt?: unknown;
  boxes?: unknown;
  boxFormat?: unknown;
  points?: unknown;
  timestamp?: unknown;
  reset?: unknown;
  pass?: unknown;
  grid?: unknown;
  region?: unknown;
  motion?: unknown;
  zones?: unknown;
  lines?: unknown;
  /** Set by Catch nodes. */
  error?: unknown;
  vision?: Vision;
};

/** A typed input of a dialog as it is saved: `type` says how to read `value`. */
export interface PropertySource {
  readonly value: string;
  readonly type: string;
}

/** The source as the user knows it, at the start of a sentence: `msg.payload`, `flow.camera`, `The JSONata expression`. */
export function nameOf({ value, type }: PropertySource): string {
  if (['msg', 'flow', 'global'].includes(type)) return `${type}.${value}`;
  return type === 'jsonata' ? 'The JSONata expression' : `The ${type} value`;
}

/** @throws VisionError `INVALID_INPUT` if the property or the expression is invalid */
export async function readProperty(
  RED: NodeAPI,
  node: Node,
  msg: VisionMessage,
  source: PropertySource,
): Promise<{ readonly value: unknown }> {
  const { value: name, type } = source;
  try {
    return await new Promise((resolve, reject) => {
      RED.util.evaluateNodeProperty(name, type, node, msg, (error, value) =>
        // In an object, because a value with a method `then` would be taken for a promise, which may never be fulfilled.
        error ? reject(error) : resolve({ value }),
      );
    });
  } catch (error) {
    throw withCode(error, 'INVALID_INPUT', `${nameOf(source)} cannot be evaluated`);
  }
}

/**
 * Reads values of a message. They may be Proxies or have getters, which throw anything.
 * @param name of the value, as the user knows it: `msg.payload`
 * @throws VisionError with `code` if `read` throws an error without a code
 */
export function reading<T>(name: string, code: ErrorCode, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw withCode(error, code, `${name} cannot be read`);
  }
}

/** The size of the image that earlier nodes worked on, if `msg.vision` reports it. */
export function reportedImageSize(msg: VisionMessage): ImageSize | undefined {
  return reading('msg.vision', 'INVALID_INPUT', () => {
    const { width, height } = (msg.vision?.image ?? {}) as Partial<ImageSize>;
    return typeof width === 'number' && typeof height === 'number' ? { width, height } : undefined;
  });
}

/** The parts of the image that the detector searched, if `msg.vision` reports them. Absent: all of it. */
export function reportedSeen(msg: VisionMessage): Bbox[] | undefined {
  return reading('msg.vision', 'INVALID_INPUT', () => {
    const seen: unknown = msg.vision?.detector?.seen;
    return Array.isArray(seen) ? boxList('msg.vision.detector.seen', seen) : undefined;
  });
}

/**
 * Sets a property of the message.
 * @throws VisionError `INVALID_INPUT` if the message does not take it: it is frozen, or the property is below a text
 */
export function writeMessage(RED: NodeAPI, msg: VisionMessage, name: string, value: unknown): void {
  let isWritten: boolean;
  try {
    // Node-RED ignores that an object is frozen.
    isWritten = RED.util.setMessageProperty(msg, name, value, true) && RED.util.getMessageProperty(msg, name) === value;
  } catch (error) {
    throw withCode(error, 'INVALID_INPUT', `msg.${name} cannot be written`);
  }
  if (isWritten) return;
  throw new VisionError(
    'INVALID_INPUT',
    `msg.${name} cannot be written: the message is frozen, or a part of the name is not an object`,
  );
}

/**
 * Sets a property of the message, the flow context or the global context.
 * @throws VisionError `INVALID_INPUT`
 */
export async function writeProperty(
  RED: NodeAPI,
  node: Node,
  msg: VisionMessage,
  { value: name, type }: PropertySource & { readonly type: 'msg' | 'flow' | 'global' },
  value: unknown,
): Promise<void> {
  if (type === 'msg') return writeMessage(RED, msg, name, value);
  try {
    const { key, store } = RED.util.parseContextStore(name);
    await new Promise<void>((resolve, reject) => {
      node.context()[type].set(key, value, store, (error) => (error ? reject(error) : resolve()));
    });
  } catch (error) {
    throw withCode(error, 'INVALID_INPUT', `${type}.${name} cannot be written`);
  }
}

type ModelProperty = 'model' | 'revision' | 'dtype' | 'device' | 'server' | 'graphOptimization';

/** Adds the model, times and request of a node to `msg.vision`. The stages of earlier nodes stay. */
export function addStage(
  RED: NodeAPI,
  msg: VisionMessage,
  stageName: 'detector' | 'segmenter' | 'render',
  {
    image,
    model,
    ms,
    traffic,
  }: { image: ImageSize; model: Pick<Stage, ModelProperty>; ms: StageTimes; traffic?: Traffic },
  handling: Handling,
  request: Pick<
    Stage,
    'prompt' | 'threshold' | 'phrases' | 'unknownWords' | 'promptHint' | 'seen' | 'followed' | 'lost'
  > = {},
): void {
  const { model: name, revision, dtype, device, server, graphOptimization } = model;
  const fetched = revision === undefined ? {} : { revision };
  const onServer = server === undefined ? {} : { server, ...traffic };
  const lowered = graphOptimization === undefined ? {} : { graphOptimization };
  const stage: Stage = { model: name, ...fetched, dtype, device, ...onServer, ...lowered, ...request, ms, ...handling };
  writeStage(RED, msg, stageName, image, stage);
}

/** Sets a stage of `msg.vision`, and the size of the image. The stages of earlier nodes stay. */
export function writeStage<Name extends Exclude<keyof Vision, 'image' | 'time'>>(
  RED: NodeAPI,
  msg: VisionMessage,
  stageName: Name,
  { width, height }: ImageSize,
  stage: NonNullable<Vision[Name]>,
): void {
  writeMessage(RED, msg, 'vision', { ...earlierVision(msg), image: { width, height }, [stageName]: stage });
}

/**
 * What earlier nodes wrote to `msg.vision`.
 * @throws VisionError `INVALID_INPUT` if it cannot be read
 */
export const earlierVision = (msg: VisionMessage): Partial<Vision> =>
  reading('msg.vision', 'INVALID_INPUT', () => (isObject(msg.vision) ? { ...msg.vision } : {}));

/** Other values are not what these nodes write. A text would be copied letter by letter. */
const isObject = (value: unknown): boolean => typeof value === 'object' && !Array.isArray(value);
