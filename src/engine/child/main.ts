// The main thread of the inference process. It never runs a model itself, so it can answer while one runs.
import { constants, setPriority } from 'node:os';
import { answerCalls } from '../../calls/answer';
import type { CallContext } from '../../calls/api';
import { processPort } from '../../calls/ports';
import { openHub } from '../../hub/hub';
import { sharpVersion } from '../../image/sharp-version';
import type { ModelRequest, ModelTask } from '../../model-files/model-folder';
import { detect } from '../../models/grounding-dino/detector';
import { checkPrompts, embed, segment } from '../../models/sam/segmenter';
import type { ProcessApi, ProcessSettings } from '../protocol';
import { finishMasks } from './finish-masks';
import { ImageCache } from './image-cache';
import { ModelCache } from './model-cache';
import { Queue } from './queue';
import { type CallProgress, SessionThread } from './sessions';

try {
  // Node-RED goes first where there are too few cores. Threads inherit this, so it comes before any is made.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
} catch {
  // A sandbox may forbid it. Everything works without, only less smoothly.
}

// The process lives and dies with the one that forked it, however that one ends. A plain exit would wait for the
// session thread, which cannot be interrupted in a run. Signals sent to the whole group are Node-RED's to handle.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

process.once('message', (settings) => start(settings as ProcessSettings));

function start(settings: ProcessSettings): void {
  const thread = new SessionThread(settings);
  const runtime = thread.runtime();
  // Whoever asks for it gets the error.
  runtime.catch(() => {});
  const hub = openHub(settings);
  const models = new ModelCache(thread, hub, settings.idleMinutes * 60_000);
  const images = new ImageCache();
  const queue = new Queue(2);

  /** Takes a place in the queue, once the model's files are here, and starts the call's times. */
  async function queued<R>(
    task: ModelTask,
    model: ModelRequest,
    context: CallContext,
    work: (progress: CallProgress) => Promise<R>,
  ): Promise<R> {
    // A download takes no place from calls whose models are here.
    if (!models.has(task, model))
      await hub.files(model, task, { signal: context.signal, onProgress: context.onProgress });
    return queue.run(context, (waitedMs) =>
      work({ ms: { queue: waitedMs, decode: 0, load: 0, inference: 0 }, onTurn: () => context.onTurn(false) }),
    );
  }

  answerCalls<ProcessApi>(processPort(process), {
    load: ({ task, model }, context) =>
      queued(task, model, context, (progress) => models.use(task, model, progress, async ({ loaded }) => loaded)),

    unload: ({ task, model }) => models.unload(task, model),

    detect: ({ image, model, classes, options }, context) =>
      queued('detector', model, context, (progress) =>
        models.use('detector', model, progress, (detector) =>
          images.use(image, progress.ms, async (picture) => {
            const session = detector.sessions[0]!.observedBy(progress);
            const detections = await detect(session, detector.files, picture, classes, options, context.signal);
            return { detections, model: detector.loaded, image: picture.size, ms: progress.ms };
          }),
        ),
      ),

    segment: (params, context) =>
      queued('segmenter', params.model, context, (progress) =>
        models.use('segmenter', params.model, progress, (segmenter) =>
          images.use(params.image, progress.ms, async (picture) => {
            const { sam } = segmenter;
            const { prompts } = params;
            checkPrompts(sam.layout, prompts);
            const [encoder, decoder] = segmenter.sessions.map((session) => session.observedBy(progress));
            // An encoder takes long: without a prompt there is nothing to take it for.
            const segments =
              prompts.length === 0
                ? []
                : await picture.useEmbedding(
                    segmenter.id,
                    () => embed(encoder!, sam, picture),
                    (embedding) => segment(decoder!, sam.layout, embedding, prompts),
                  );
            const finished = await finishMasks(segments, params, picture.pixels);
            return { ...finished, model: segmenter.loaded, image: picture.size, ms: progress.ms };
          }),
        ),
      ),

    status: async () => {
      const { version, devices } = await runtime;
      return {
        pid: process.pid,
        onnxruntime: version,
        sharp: sharpVersion,
        devices,
        models: models.loaded,
        calls: queue.length,
        memoryMb: Math.round(process.memoryUsage.rss() / 1e6),
      };
    },
  });
}
