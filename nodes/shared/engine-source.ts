import type { Node, NodeAPI, NodeDef } from 'node-red';
import {
  defaultModels,
  dtypes,
  type Engine,
  type GivenSettings,
  type ModelRequest,
  type ModelTask,
  messageOf,
  openEngine,
  type RequestedDtype,
  VisionError,
} from '../../src';
import { choiceOption, readOptions, textOption } from './options';

/** Settings: the model of a node. */
export const modelOptions = (task: ModelTask) =>
  ({
    model: textOption(defaultModels[task]),
    dtype: choiceOption<RequestedDtype>('auto', ['auto', ...dtypes]),
  }) as const;

/** The config of a node that uses a model. */
export interface ModelNodeDef extends NodeDef {
  readonly engine?: string;
  readonly model?: string;
}

/** A vision-engine, for the nodes that use it. */
export interface VisionEngineNode extends Node {
  /**
   * Called by the nodes that use the engine, so that each of their messages reports an invalid setting.
   * @throws VisionError `INVALID_INPUT`
   */
  readSettings(): GivenSettings;
}

/** A deployed vision-engine, by its id. */
export function visionEngine(RED: NodeAPI, id: string): VisionEngineNode | undefined {
  const node = RED.nodes.getNode(id);
  return node?.type === 'vision-engine' ? (node as VisionEngineNode) : undefined;
}

/** The folder against which relative model folders are resolved. */
export const baseFolderOf = (RED: NodeAPI): string => RED.settings.userDir ?? process.cwd();

/** The engine of a node. All nodes without a vision-engine share the default engine. */
export interface EngineSource {
  /** @throws VisionError `INVALID_INPUT` if the vision-engine is missing or has an invalid setting */
  open(): Engine;
  close(): Promise<void>;
}

/** Holds the node's model for `task` from the start, so that the model survives a redeploy. */
export function engineSource(RED: NodeAPI, node: Node, config: ModelNodeDef, task: ModelTask): EngineSource {
  let engine: Engine | undefined;
  const open = (): Engine => {
    engine ??= config.engine ? fromConfigNode(RED, config.engine) : openEngine();
    return engine;
  };
  try {
    open().hold(task, modelRequest(RED, readOptions(modelOptions(task), config)));
  } catch (error) {
    // Each message reports this too. The warning is for the log, before the first message.
    node.warn(messageOf(error));
  }
  return { open, close: async () => engine?.close() };
}

function fromConfigNode(RED: NodeAPI, id: string): Engine {
  const node = RED.nodes.getNode(id) as VisionEngineNode | null;
  if (node) return openEngine(id, node.readSettings());
  throw new VisionError(
    'INVALID_INPUT',
    'The vision-engine is missing or disabled: enable it, or choose another one in this node',
  );
}

/** A relative model folder is relative to Node-RED's user directory. */
export function modelRequest(RED: NodeAPI, { model, dtype }: Omit<ModelRequest, 'baseFolder'>): ModelRequest {
  return { model, dtype, baseFolder: baseFolderOf(RED) };
}
