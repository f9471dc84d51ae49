import { VisionError } from '../errors';
import { resolveModel } from '../model-files/model-reference';
import type { ModelRequest, ModelTask } from '../model-files/model-request';
import { tasksOf } from '../model-files/needed-files';
import type { FetchOptions, Hub, ModelFiles } from './hub';

/**
 * Downloads a model as its repository is now, for every task it can be used for.
 * @throws VisionError `INVALID_INPUT` for a model that is not from a hub, `MODEL_UNSUPPORTED` for one without known graphs
 */
export async function downloadModel(
  hub: Hub,
  request: ModelRequest,
  options: FetchOptions = {},
): Promise<ModelFiles[]> {
  const { reference } = resolveModel('detector', request);
  if (reference.kind !== 'hub') {
    throw new VisionError('INVALID_INPUT', `No download needed: ${request.model} is on this machine already`);
  }
  const listing = await hub.refresh(reference, options.signal);
  const named: readonly ModelTask[] | undefined = reference.file === undefined ? undefined : ['detector'];
  const tasks = reference.entry?.tasks ?? named ?? tasksOf(listing);
  if (tasks.length === 0) {
    throw new VisionError(
      'MODEL_UNSUPPORTED',
      `No known graphs in ${request.model}: it has neither onnx/model.onnx of a detector nor onnx/vision_encoder.onnx and ` +
        'onnx/prompt_encoder_mask_decoder.onnx of a segmenter, in any precision',
    );
  }
  const models: ModelFiles[] = [];
  for (const task of tasks) models.push(await hub.fetch(resolveModel(task, request), options));
  return models;
}
