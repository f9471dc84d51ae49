import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { type ImageSize, type Stage, type StageTimes, type Vision, VisionError } from '../../src';

/** A message, with the properties that these nodes read and set under fixed names. */
export type VisionMessage = NodeMessageInFlow & {
  prompt?: unknown;
  boxes?: unknown;
  points?: unknown;
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
export function readProperty(RED: NodeAPI, node: Node, msg: VisionMessage, source: PropertySource): Promise<unknown> {
  const { value, type } = source;
  return new Promise((resolve, reject) => {
    RED.util.evaluateNodeProperty(value, type, node, msg, (error, result) => (error ? reject(error) : resolve(result)));
  }).catch((error: unknown) => {
    // JSONata throws plain objects. Node-RED would show them as "[object Object]".
    const { message = error } = error as { message?: unknown };
    throw new VisionError('INVALID_INPUT', `${nameOf(source)} cannot be evaluated: ${message}`, { cause: error });
  });
}

/** The size of the image that earlier nodes worked on, if `msg.vision` reports it. */
export function reportedImageSize({ vision }: VisionMessage): ImageSize | undefined {
  const { width, height } = (vision?.image ?? {}) as Partial<ImageSize>;
  return typeof width === 'number' && typeof height === 'number' ? { width, height } : undefined;
}

/** Sets a property of the message, the flow context or the global context. */
export function writeProperty(
  RED: NodeAPI,
  node: Node,
  msg: VisionMessage,
  { value: name, type }: PropertySource & { readonly type: 'msg' | 'flow' | 'global' },
  value: unknown,
): Promise<void> {
  if (type === 'msg') {
    RED.util.setMessageProperty(msg, name, value, true);
    return Promise.resolve();
  }
  const { key, store } = RED.util.parseContextStore(name);
  return new Promise((resolve, reject) => {
    node.context()[type].set(key, value, store, (error) => (error ? reject(error) : resolve()));
  });
}

/** Adds the model, times and request of a node to `msg.vision`. The stages of earlier nodes stay. */
export function addStage(
  msg: VisionMessage,
  stageName: 'detector' | 'segmenter' | 'render',
  { image, model, ms }: { image: ImageSize; model: Omit<Stage, 'ms' | 'dropped'>; ms: StageTimes },
  dropped: number,
  request: Pick<Stage, 'prompt' | 'threshold' | 'phrases' | 'unknownWords'> = {},
): void {
  const { model: name, revision, dtype, device, graphOptimization } = model;
  const fetched = revision === undefined ? {} : { revision };
  const lowered = graphOptimization === undefined ? {} : { graphOptimization };
  const stage: Stage = { model: name, ...fetched, dtype, device, ...lowered, ...request, ms, dropped };
  msg.vision = { ...msg.vision, image: { width: image.width, height: image.height }, [stageName]: stage };
}
