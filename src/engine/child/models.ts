import type { Hub } from '../../hub/hub';
import {
  type GraphChoice,
  graphChoices,
  type ModelRequest,
  type ModelTask,
  readModelJson,
} from '../../model-files/model-folder';
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

/** Opens a model of a task from its files. */
export type Opener<T extends ModelTask> = (
  thread: SessionThread,
  hub: Hub,
  request: ModelRequest,
  progress: Pick<CallProgress, 'onTurn'>,
) => Promise<ModelOf[T]>;

let lastId = 0;

export const openers: { readonly [T in ModelTask]: Opener<T> } = {
  async detector(thread, hub, request, progress) {
    const { folders, jointPrompts, revision, ...best } = await hub.files(request, 'detector');
    const config = await readModelJson<DetectorConfig>(folders, 'config.json', {});
    refuseOtherFamily(config.model_type);
    const choices = graphChoices(best, folders[0]!, 'detector', request.dtype);
    const preprocess = await readModelJson<PreprocessConfig>(folders, 'preprocessor_config.json');
    const tokenizer = openTokenizer(
      await readModelJson(folders, 'tokenizer.json'),
      await readModelJson(folders, 'tokenizer_config.json', {}),
    );
    return opened(thread, 'detector', { ...request, revision }, choices, progress, (sessions, loaded) => {
      contractFor(sessions[0]!);
      const files = { ...detectorFiles(config, preprocess, tokenizer), jointPrompts };
      return { id: ++lastId, loaded, sessions, files };
    });
  },

  async segmenter(thread, hub, request, progress) {
    const { folders, revision, ...best } = await hub.files(request, 'segmenter');
    const choices = graphChoices(best, folders[0]!, 'segmenter', request.dtype);
    // Only Hugging Face's exports bring one, and only theirs stray from the usual values.
    const preprocess = await readModelJson<PreprocessConfig>(folders, 'preprocessor_config.json', {});
    return opened(thread, 'segmenter', { ...request, revision }, choices, progress, (sessions, loaded) => {
      const [encoder, decoder] = sessions;
      return { id: ++lastId, loaded, sessions, sam: samModel(encoder!, decoder!, preprocess) };
    });
  },
};

/** Opens all graphs of a model, or none: what fails half-way closes what is open. */
async function opened<M>(
  thread: SessionThread,
  task: ModelTask,
  { model, dtype: wish, revision }: ModelRequest & { readonly revision: string | undefined },
  choices: readonly GraphChoice[],
  progress: Pick<CallProgress, 'onTurn'>,
  assemble: (sessions: readonly OpenSession[], loaded: LoadedModel) => M,
): Promise<M> {
  const { sessions, dtype, device, graphOptimization } = await thread.open(choices, wish, progress);
  const lowered = graphOptimization === 'all' ? {} : { graphOptimization };
  try {
    const fetched = revision === undefined ? {} : { revision };
    return assemble(sessions, { model, ...fetched, task, dtype, device, ...lowered });
  } catch (error) {
    await Promise.all(sessions.map((session) => session.close()));
    throw error;
  }
}
