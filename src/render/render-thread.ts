// The thread in which all renderers of a process draw.
import { parentPort } from 'node:worker_threads';
import { answerCalls, type CallContext, Transferred } from '../calls/answer';
import { arrivedImage } from '../calls/movable';
import { threadPort } from '../calls/ports';
import { openTurns } from '../calls/turns';
import { decodeImage } from '../image/decode';
import { encodeImage } from '../image/encode';
import { drawDetections } from './draw';
import { openPalette } from './palette';
import type { RenderAnswer, RenderRequest } from './thread-protocol';

const palette = openPalette();

/** One picture at a time: more would hold more memory, and drawing has only this thread anyway. */
const inTurn = openTurns();

function drawInTurn<T>({ signal, started }: CallContext, work: (waitedMs: number) => Promise<T>): Promise<T> {
  const arrived = performance.now();
  return inTurn(() => {
    signal.throwIfAborted();
    started();
    return work(performance.now() - arrived);
  });
}

const handlers = {
  render: (params: RenderRequest, context: CallContext) =>
    drawInTurn(context, async (queue) => {
      const start = performance.now();
      const pixels = await decodeImage(arrivedImage(params.image));
      const decoded = performance.now();
      await drawDetections(pixels, params.detections, params, palette);
      const drawn = performance.now();
      // Copied out: what sharp gives is memory of libvips, which cannot be moved to another thread.
      const data = new Uint8Array(await encodeImage(pixels, params.format, params.quality));
      const { width, height } = pixels;
      const ms = { queue, decode: decoded - start, draw: drawn - decoded };
      return new Transferred({ data, image: { width, height }, ms } satisfies RenderAnswer, [data.buffer]);
    }),
};

answerCalls(threadPort(parentPort!), handlers);
