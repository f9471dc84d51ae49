import {
  type GraphChoice,
  graphChoices,
  type ModelRequest,
  type ModelTask,
  modelFolder,
  readModelJson,
} from '../../hub/model-folder';
import { type DetectorConfig, detectorFiles, refuseOtherFamily } from '../../models/grounding-dino/config';
import { contractFor } from '../../models/grounding-dino/contracts';
import type { DetectorFiles } from '../../models/grounding-dino/detector';
import { openTokenizer } from '../../models/grounding-dino/tokenizer';
import type { PreprocessConfig } from '../../models/preprocess';
import { type SamModel, samModel } from '../../models/sam/model';
import type { LoadedModel } from '../protocol';
import type { CallProgress, OpenSession, SessionThread } from './sessions';

/** An opened model: what stays in memory for the next picture. */
export interface Model {
  /** Of this opening: a folder that changed and is opened again is another model. */
  readonly id: number;
  readonly loaded: LoadedModel;
  readonly sessions: readonly OpenSession[];
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

/** Opens a model of a task from its folder. */
export type Opener<T extends ModelTask> = (
  thread: SessionThread,
  request: ModelRequest,
  progress: Pick<CallProgress, 'onTurn'>,
) => Promise<ModelOf[T]>;

let lastId = 0;

export const openers: { readonly [T in ModelTask]: Opener<T> } = {
  async detector(thread, request, progress) {
    const folder = modelFolder(request, 'detector');
    const config = await readModelJson<DetectorConfig>(folder, 'config.json', {});
    refuseOtherFamily(config.model_type);
    const choices = graphChoices(folder, 'detector', request.dtype);
    const preprocess = await readModelJson<PreprocessConfig>(folder, 'preprocessor_config.json');
    const tokenizer = openTokenizer(
      await readModelJson(folder, 'tokenizer.json'),
      await readModelJson(folder, 'tokenizer_config.json', {}),
    );
    return opened(thread, 'detector', request, choices, progress, (sessions, loaded) => {
      contractFor(sessions[0]!);
      return { id: ++lastId, loaded, sessions, files: detectorFiles(config, preprocess, tokenizer) };
    });
  },

  async segmenter(thread, request, progress) {
    const folder = modelFolder(request, 'segmenter');
    const choices = graphChoices(folder, 'segmenter', request.dtype);
    // Only Hugging Face's exports bring one, and only theirs stray from the usual values.
    const preprocess = await readModelJson<PreprocessConfig>(folder, 'preprocessor_config.json', {});
    return opened(thread, 'segmenter', request, choices, progress, (sessions, loaded) => {
      const [encoder, decoder] = sessions;
      return { id: ++lastId, loaded, sessions, sam: samModel(encoder!, decoder!, preprocess) };
    });
  },
};

/** Opens all graphs of a model, or none: what fails half-way closes what is open. */
async function opened<M>(
  thread: SessionThread,
  task: ModelTask,
  { model, dtype: wish }: ModelRequest,
  choices: readonly GraphChoice[],
  progress: Pick<CallProgress, 'onTurn'>,
  assemble: (sessions: readonly OpenSession[], loaded: LoadedModel) => M,
): Promise<M> {
  const { sessions, dtype, device, graphOptimization } = await thread.open(choices, wish, progress);
  const lowered = graphOptimization === 'all' ? {} : { graphOptimization };
  try {
    return assemble(sessions, { model, task, dtype, device, ...lowered });
  } catch (error) {
    await Promise.all(sessions.map((session) => session.close()));
    throw error;
  }
}
