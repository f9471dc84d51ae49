import { VisionError } from '../errors';
import type { ModelRequest, ModelTask } from '../model-files/model-folder';
import { modelReference } from '../model-files/model-reference';
import { tasksOf } from '../model-files/needed-files';
import type { Waiter } from './download/shared-work';
import type { Hub, ModelFiles } from './hub';
import type { DownloadProgress } from './progress';

/** Fetches a model as its repository is now, for all it can be used for. */
export async function downloadModel(
  hub: Hub,
  request: ModelRequest,
  waiter: Waiter<DownloadProgress> = {},
): Promise<ModelFiles[]> {
  const reference = modelReference(request.model, request.baseFolder);
  if (reference.kind !== 'hub') {
    throw new VisionError('INVALID_INPUT', `${request.model} is on this machine already`);
  }
  const listing = await hub.refresh(reference, waiter.signal);
  const named: readonly ModelTask[] | undefined = reference.file === undefined ? undefined : ['detector'];
  const tasks = reference.entry?.tasks ?? named ?? tasksOf(listing);
  if (tasks.length === 0) {
    throw new VisionError(
      'MODEL_UNSUPPORTED',
      `${request.model} has neither onnx/model.onnx of a detector nor onnx/vision_encoder.onnx and ` +
        'onnx/prompt_encoder_mask_decoder.onnx of a segmenter, in no number format',
    );
  }
  const models: ModelFiles[] = [];
  for (const task of tasks) models.push(await hub.files(request, task, waiter));
  return models;
}
