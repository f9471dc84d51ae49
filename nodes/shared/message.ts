import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import type { ImageSize, Stage, StageTimes, Vision } from '../../src';

/** A message with the properties that these nodes read and set by fixed names. */
export type VisionMessage = NodeMessageInFlow & {
  prompt?: unknown;
  boxes?: unknown;
  points?: unknown;
  vision?: Vision;
};

/** How a typed input of the dialog is stored: what to read, and from where. */
export interface PropertySource {
  readonly value: string;
  readonly type: string;
}

/** The source as the user knows it: `msg.payload`, `flow.camera`. */
export function nameOf({ value, type }: PropertySource): string {
  return ['msg', 'flow', 'global'].includes(type) ? `${type}.${value}` : `the ${type} expression`;
}

export function readProperty(
  RED: NodeAPI,
  node: Node,
  msg: VisionMessage,
  { value, type }: PropertySource,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    RED.util.evaluateNodeProperty(value, type, node, msg, (error, result) => (error ? reject(error) : resolve(result)));
  });
}

/** Adds how a node came to its result to `msg.vision`, beside what the nodes before it wrote there. */
export function addStage(
  msg: VisionMessage,
  stageName: 'detector' | 'segmenter' | 'render',
  { image, model, ms }: { image: ImageSize; model: Omit<Stage, 'ms' | 'dropped'>; ms: StageTimes },
  dropped: number,
  asked: Pick<Stage, 'prompt' | 'threshold'> = {},
): void {
  const { model: name, revision, dtype, device, graphOptimization } = model;
  const fetched = revision === undefined ? {} : { revision };
  const lowered = graphOptimization === undefined ? {} : { graphOptimization };
  const stage: Stage = { model: name, ...fetched, dtype, device, ...lowered, ...asked, ms, dropped };
  msg.vision = { ...msg.vision, image: { width: image.width, height: image.height }, [stageName]: stage };
}
