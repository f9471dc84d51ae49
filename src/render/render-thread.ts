// The thread in which all renderers of a process draw.
import { parentPort } from 'node:worker_threads';
import { answerCalls, type CallContext, Transferred } from '../calls/answer';
import { arrivedImage } from '../calls/movable';
import { threadPort } from '../calls/ports';
import { openTurns } from '../calls/turns';
import type { ImageSize } from '../contract';
import { invalidInput } from '../errors';
import { decodeImage } from '../image/decode';
import { encodeImage } from '../image/encode';
import { drawDetections } from './draw';
import { openPalette, type Palette } from './palette';
import type { PaletteName } from './palettes';
import type { RenderAnswer, RenderRequest } from './thread-protocol';

const palettes = new Map<PaletteName, Palette>();
function paletteNamed(name: PaletteName): Palette {
  const palette = palettes.get(name) ?? openPalette(name);
  palettes.set(name, palette);
  return palette;
}

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
      const { format, quality } = params;
      const start = performance.now();
      const picture = await decodeImage(arrivedImage(params.image));
      const decoded = performance.now();
      const canvas = await drawDetections(picture, params.detections, params, paletteNamed(params.palette));
      const drawn = performance.now();
      if (canvas.alpha && format === 'jpeg') throw invalidInput('format', 'png, webp or avif for cutout', format);
      // Copied out: what sharp gives is memory of libvips, which cannot be moved to another thread.
      const data = new Uint8Array(await encodeImage(canvas, format, quality));
      const ms = { queue, decode: decoded - start, draw: drawn - decoded };
      const answer: RenderAnswer = { data, image: sizeOf(picture), size: sizeOf(canvas), ms };
      return new Transferred(answer, [data.buffer]);
    }),
};

const sizeOf = ({ width, height }: ImageSize): ImageSize => ({ width, height });

answerCalls(threadPort(parentPort!), handlers);
