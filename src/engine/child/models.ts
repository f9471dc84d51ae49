import type { ModelFiles } from '../../hub/hub';
import { readModelJson } from '../../model-files/model-folder';
import type { ResolvedModel } from '../../model-files/model-reference';
import type { ModelTask } from '../../model-files/model-request';
import { type DetectorConfig, detectorFiles, refuseOtherFamily } from '../../models/grounding-dino/config';
import type { DetectorFiles } from '../../models/grounding-dino/detector';
import { detectorSignatureFor } from '../../models/grounding-dino/signatures';
import { openTokenizer } from '../../models/grounding-dino/tokenizer';
import type { PreprocessConfig } from '../../models/preprocess';
import { preprocessConfig } from '../../models/preprocess-config';
import { type SamModel, samModel } from '../../models/sam/model';
import type { LoadedModel } from '../protocol';
import type { Backend, BackendCall, ModelTrial, OpenedModel, OpenGraph, TrialObject } from './backend';
import { trials } from './model-trial';

/** An opened model: what stays in memory for the next image. */
export interface Model {
  /** Of this opening: a folder that changed and is opened again is another model. */
  readonly id: number;
  readonly loaded: LoadedModel;
  readonly graphs: readonly OpenGraph[];
}

export interface Detector extends Model {
  readonly files: DetectorFiles;
}

export interface Segmenter extends Model {
  readonly sam: SamModel;
}

export interface ModelOf {
  readonly detector: Detector;
  readonly segmenter: Segmenter;
}

/** Opens a model of a task from its files. */
export type Opener<T extends ModelTask> = (
  backend: Backend,
  model: ResolvedModel<T>,
  files: ModelFiles,
  call: BackendCall,
) => Promise<ModelOf[T]>;

let lastId = 0;

export const openers: { readonly [T in ModelTask]: Opener<T> } = {
  async detector(backend, model, files, call) {
    const { folders, jointPrompts } = files;
    const config = await readModelJson<DetectorConfig>(folders, 'config.json', {});
    refuseOtherFamily(config.model_type);
    const preprocess = await readPreprocess(folders, true);
    const tokenizer = openTokenizer(
      await readModelJson(folders, 'tokenizer.json'),
      await readModelJson(folders, 'tokenizer_config.json', {}),
    );
    return opened(backend, model, files, call, (opening) => {
      detectorSignatureFor(opening.graphs[0]!);
      return { ...opening, files: { ...detectorFiles(config, preprocess, tokenizer), jointPrompts } };
    });
  },

  async segmenter(backend, model, files, call) {
    // Only Hugging Face's exports have such a file, and only theirs differ from the usual values.
    const preprocess = await readPreprocess(files.folders, false);
    return opened(backend, model, files, call, (opening) => {
      const [encoder, decoder] = opening.graphs;
      return { ...opening, sam: samModel(encoder!, decoder!, preprocess) };
    });
  },
};

/** @throws VisionError `MODEL_NOT_FOUND` if the model needs a configuration and has none, `MODEL_UNSUPPORTED` */
async function readPreprocess(folders: readonly string[], isNeeded: boolean): Promise<PreprocessConfig> {
  const processor = await readModelJson(folders, 'processor_config.json', {});
  const fallback = isNeeded && !('image_processor' in processor) ? undefined : {};
  return preprocessConfig(await readModelJson(folders, 'preprocessor_config.json', fallback), processor);
}

const trialOf: { readonly [T in ModelTask]: (model: ModelOf[T], call: BackendCall) => Promise<TrialObject[]> } = trials;

/** Opens all graphs of a model. If `assemble` refuses them, they are closed again. */
async function opened<T extends ModelTask>(
  backend: Backend,
  resolved: ResolvedModel<T>,
  files: ModelFiles,
  call: BackendCall,
  assemble: (opening: Model) => ModelOf[T],
): Promise<ModelOf[T]> {
  const { task, name, dtype: requested, reference } = resolved;
  const fetched = files.revision === undefined ? {} : { revision: files.revision };
  const modelOf = ({ graphs, dtype, device, graphOptimization }: OpenedModel): ModelOf[T] => {
    const lowered = graphOptimization === 'all' ? {} : { graphOptimization };
    return assemble({ id: ++lastId, graphs, loaded: { model: name, ...fetched, task, dtype, device, ...lowered } });
  };
  const trial: ModelTrial = {
    model: reference.kind === 'folder' ? reference.folder : name,
    task,
    run: (opening, trialCall) => trialOf[task](modelOf(opening), trialCall),
  };
  const opening = await backend.open(files, requested, call, trial);
  try {
    return modelOf(opening);
  } catch (error) {
    await Promise.all(opening.graphs.map((graph) => graph.close()));
    throw error;
  }
}
