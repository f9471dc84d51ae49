import type { Node, NodeAPI, NodeDef } from 'node-red';
import {
  defaultModels,
  dtypes,
  type Engine,
  type EngineSettings,
  type ModelRequest,
  type ModelTask,
  messageOf,
  openEngine,
  type RequestedDtype,
  VisionError,
} from '../../src';
import { choiceOption, readOptions, textOption } from './options';

/** The settings that say which model a node uses. */
export const modelOptions = (task: ModelTask) =>
  ({
    model: textOption(defaultModels[task]),
    dtype: choiceOption<RequestedDtype>('auto', ['auto', ...dtypes]),
  }) as const;

/** What Node-RED hands to a node that uses a model. */
export interface ModelNodeDef extends NodeDef {
  readonly engine?: string;
  readonly model?: string;
}

/** A vision-engine as the nodes that use it see it. */
export interface VisionEngineNode extends Node {
  /** Read by the nodes that use the engine, so that a bad setting is reported where a message meets it. */
  readSettings(): Partial<EngineSettings>;
}

/** The engine that a node is set to; without one the default engine, which all such nodes share. */
export interface EngineSource {
  /** @throws VisionError `INVALID_INPUT` where the vision-engine is missing or badly set */
  open(): Engine;
  close(): Promise<void>;
}

/** @param task what the node uses its model for: held from the start, so that the model outlives a redeploy */
export function engineSource(RED: NodeAPI, node: Node, config: ModelNodeDef, task: ModelTask): EngineSource {
  let engine: Engine | undefined;
  const open = (): Engine => {
    engine ??= config.engine ? fromConfigNode(RED, config.engine) : openEngine();
    return engine;
  };
  try {
    open().hold(task, modelRequest(RED, readOptions(modelOptions(task), config)));
  } catch (error) {
    // Each message will say so too; this is for the log, before the first one comes.
    node.warn(messageOf(error));
  }
  return { open, close: async () => engine?.close() };
}

function fromConfigNode(RED: NodeAPI, id: string): Engine {
  const node = RED.nodes.getNode(id) as VisionEngineNode | null;
  if (node) return openEngine(id, node.readSettings());
  throw new VisionError('INVALID_INPUT', 'The vision-engine of this node is missing or disabled');
}

/** Relative model folders begin at Node-RED's user directory. */
export function modelRequest(RED: NodeAPI, { model, dtype }: Omit<ModelRequest, 'baseFolder'>): ModelRequest {
  return { model, dtype, baseFolder: RED.settings.userDir ?? process.cwd() };
}
