import type { ModelFiles } from '../../hub/hub';
import { graphBytes, readModelJson } from '../../model-files/model-folder';
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
import {
  type Backend,
  type BackendCall,
  closeGraphs,
  type ModelTrial,
  type OpenedModel,
  type OpenGraph,
  type TrialObject,
} from './backend';
import { trials } from './model-trial';
import { openJoint } from './open-joint';

/** An opened model: what stays in memory for the next image. */
export interface Model {
  /** Of this opening: a folder that changed and is opened again is another model. */
  readonly id: number;
  readonly loaded: LoadedModel;
  readonly graphs: readonly OpenGraph[];
  /** Size of its files. */
  readonly bytes: number;
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
    const { folders } = files;
    const config = await readModelJson<DetectorConfig>(folders, 'config.json', {});
    refuseOtherFamily(config.model_type);
    const preprocess = await readPreprocess(folders, true);
    const tokenizer = openTokenizer(
      await readModelJson(folders, 'tokenizer.json'),
      await readModelJson(folders, 'tokenizer_config.json', {}),
    );
    const own = detectorFiles(config, preprocess, tokenizer);
    const detectorFrom = (opened: OpenedModel, jointPrompts?: boolean): Detector => {
      detectorSignatureFor(opened.graphs[0]!);
      return { ...modelFrom(model, files, opened), files: { ...own, jointPrompts } };
    };
    const trial = trialOf(model, detectorFrom);
    const { opened, jointPrompts } = await openJoint(backend, files, model.dtype, own, call, trial);
    return closedOnFailure(opened, () => detectorFrom(opened, jointPrompts));
  },

  async segmenter(backend, model, files, call) {
    // Only Hugging Face's exports have such a file, and only theirs differ from the usual values.
    const preprocess = await readPreprocess(files.folders, false);
    const segmenterFrom = (opened: OpenedModel): Segmenter => {
      const [encoder, decoder] = opened.graphs;
      return { ...modelFrom(model, files, opened), sam: samModel(encoder!, decoder, preprocess) };
    };
    const opened = await backend.open(files, model.dtype, call, trialOf(model, segmenterFrom));
    return closedOnFailure(opened, () => segmenterFrom(opened));
  },
};

/** @throws VisionError `MODEL_NOT_FOUND` if the model needs a configuration and has none, `MODEL_UNSUPPORTED` */
async function readPreprocess(folders: readonly string[], isNeeded: boolean): Promise<PreprocessConfig> {
  const processor = await readModelJson(folders, 'processor_config.json', {});
  const fallback = isNeeded && !('image_processor' in processor) ? undefined : {};
  return preprocessConfig(await readModelJson(folders, 'preprocessor_config.json', fallback), processor);
}

function modelFrom(
  { task, name }: ResolvedModel,
  { revision, ...files }: ModelFiles,
  { graphs, dtype, device, graphOptimization, server }: OpenedModel,
): Model {
  const choice = [files, ...files.others].find((one) => one.dtype === dtype) ?? files;
  const lowered = graphOptimization === 'all' ? {} : { graphOptimization };
  const onServer = server === undefined ? {} : { server };
  const fetched = revision === undefined ? {} : { revision };
  return {
    id: ++lastId,
    graphs,
    bytes: graphBytes(choice),
    loaded: { model: name, ...fetched, task, dtype, device, ...onServer, ...lowered },
  };
}

const trialRuns: { readonly [T in ModelTask]: (model: ModelOf[T], call: BackendCall) => Promise<TrialObject[]> } =
  trials;

/** How a backend can run the model on the built-in image: see `ModelTrial`. */
const trialOf = <T extends ModelTask>(
  { task, name, reference }: ResolvedModel<T>,
  modelOf: (opened: OpenedModel) => ModelOf[T],
): ModelTrial => ({
  model: reference.kind === 'folder' ? reference.folder : name,
  task,
  run: (opened, call) => trialRuns[task](modelOf(opened), call),
});

/** If `assemble` refuses the graphs, they are closed again. */
async function closedOnFailure<M>(opened: OpenedModel, assemble: () => M): Promise<M> {
  try {
    return assemble();
  } catch (error) {
    await closeGraphs(opened);
    throw error;
  }
}
