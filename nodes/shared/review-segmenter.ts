import type { NodeAPI, NodeDef } from 'node-red';
import { type Engine, type ModelRequest, openEngine, VisionError } from '../../src';
import { type ModelNodeDef, modelOptions, modelRequest, visionEngine } from './engine-source';
import { readOptions } from './options';

/**
 * Runs `work` with the engine and the model of the first deployed `sam`. Without one, they are the first `vision-engine`, else the
 * default engine, and the default model.
 * @throws VisionError `INVALID_INPUT` if the engine is missing or has an invalid setting, and the errors of `work`
 */
export async function withReviewSegmenter<T>(
  RED: NodeAPI,
  work: (engine: Engine, model: ModelRequest) => Promise<T>,
): Promise<T> {
  const sam = firstDeployed(RED, 'sam') as ModelNodeDef | undefined;
  const model = modelRequest(RED, readOptions(modelOptions('segmenter'), sam ?? {}));
  const engine = openById(RED, sam ? sam.engine : firstDeployed(RED, 'vision-engine')?.id);
  try {
    return await work(engine, model);
  } finally {
    // Its process and models stay for the next click until their grace period ends.
    await engine.close();
  }
}

function openById(RED: NodeAPI, id: string | undefined): Engine {
  if (!id) return openEngine();
  const node = visionEngine(RED, id);
  if (node) return openEngine(id, node.readSettings());
  throw new VisionError('INVALID_INPUT', 'The vision-engine of the first sam node is missing or disabled: enable it');
}

/** The config of the first node of a type that is deployed and enabled. */
function firstDeployed(RED: NodeAPI, type: string): NodeDef | undefined {
  let first: NodeDef | undefined;
  RED.nodes.eachNode((config) => {
    if (!first && config.type === type && RED.nodes.getNode(config.id)) first = config;
  });
  return first;
}
