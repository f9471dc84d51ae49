import type { Hub } from '../../hub/hub';
import { type ModelRequest, type ModelTask, readModelJson } from '../../hub/model-folder';
import { checkDetectorSession, type DetectorFiles } from '../../models/grounding-dino/detector';
import { openTokenizer } from '../../models/grounding-dino/tokenizer';
import type { PreprocessConfig } from '../../models/preprocess';
import type { SamLayout } from '../../models/sam/layout';
import { layoutFor } from '../../models/sam/layouts';
import { checkEncoderSession } from '../../models/sam/segmenter';
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
  readonly layout: SamLayout;
  readonly preprocess: PreprocessConfig;
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
    const { folders, dtype, graphs } = await hub.files(request, 'detector');
    const config = await readModelJson<{ max_text_len?: number }>(folders, 'config.json', {});
    const preprocess = await readModelJson<PreprocessConfig>(folders, 'preprocessor_config.json');
    const tokenizer = openTokenizer(
      await readModelJson(folders, 'tokenizer.json'),
      await readModelJson(folders, 'tokenizer_config.json', {}),
    );
    return opened(thread, graphs, progress, (sessions) => {
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

  async segmenter(thread, hub, request, progress) {
    const { folders, dtype, graphs } = await hub.files(request, 'segmenter');
    const preprocess = await readModelJson<PreprocessConfig>(folders, 'preprocessor_config.json');
    return opened(thread, graphs, progress, (sessions) => {
      const [encoder, decoder] = sessions;
      const layout = layoutFor(decoder!.inputs.map(({ name }) => name));
      checkEncoderSession(encoder!, layout);
      const loaded = { model: request.model, task: 'segmenter' as const, dtype, device: sessions[0]!.device };
      return { id: ++lastId, loaded, sessions, layout, preprocess };
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
