import { graphFiles, type ModelRequest, type ModelTask, modelFolder, readModelJson } from '../../hub/model-folder';
import { checkDetectorSession, type DetectorFiles } from '../../models/grounding-dino/detector';
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
    const { dtype, files } = graphFiles(folder, 'detector', request.dtype);
    const config = await readModelJson<{ max_text_len?: number }>(folder, 'config.json', {});
    const preprocess = await readModelJson<PreprocessConfig>(folder, 'preprocessor_config.json');
    const tokenizer = openTokenizer(
      await readModelJson(folder, 'tokenizer.json'),
      await readModelJson(folder, 'tokenizer_config.json', {}),
    );
    return opened(thread, files, progress, (sessions) => {
      checkDetectorSession(sessions[0]!);
      const loaded = { model: request.model, task: 'detector' as const, dtype, device: sessions[0]!.device };
      return {
        id: ++lastId,
        loaded,
        sessions,
        files: { tokenizer, preprocess, maxTokens: config.max_text_len ?? 256 },
      };
    });
  },

  async segmenter(thread, request, progress) {
    const folder = modelFolder(request, 'segmenter');
    const { dtype, files } = graphFiles(folder, 'segmenter', request.dtype);
    // Only Hugging Face's exports bring one, and only theirs stray from the usual values.
    const preprocess = await readModelJson<PreprocessConfig>(folder, 'preprocessor_config.json', {});
    return opened(thread, files, progress, (sessions) => {
      const [encoder, decoder] = sessions;
      const sam = samModel(encoder!, decoder!, preprocess);
      const loaded = { model: request.model, task: 'segmenter' as const, dtype, device: encoder!.device };
      return { id: ++lastId, loaded, sessions, sam };
    });
  },
};

/** Opens all graphs of a model, or none: what fails half-way closes what is open. */
async function opened<M>(
  thread: SessionThread,
  files: readonly string[],
  progress: Pick<CallProgress, 'onTurn'>,
  assemble: (sessions: readonly OpenSession[]) => M,
): Promise<M> {
  const sessions: OpenSession[] = [];
  try {
    for (const file of files) sessions.push(await thread.open(file, progress));
    return assemble(sessions);
  } catch (error) {
    await Promise.all(sessions.map((session) => session.close()));
    throw error;
  }
}
