// The worker thread in which all renderers of a process draw.
import { parentPort } from 'node:worker_threads';
import { answerCalls } from '../calls/answer';
import { type CallContext, Transferred } from '../calls/api';
import { arrivedImage } from '../calls/movable';
import { threadPort } from '../calls/ports';
import { openTurns } from '../calls/turns';
import type { ImageSize } from '../contract';
import { invalidInput } from '../errors';
import { decodeImage } from '../image/decode';
import { encodeImage } from '../image/encode';
import { type ColourAssigner, openColourAssigner } from './colour-assigner';
import { drawDetections } from './draw';
import type { PaletteName } from './palettes';
import type { RenderApi, RenderRequest, RenderThreadResult } from './render-api';

const assigners = new Map<PaletteName, ColourAssigner>();
function assignerFor(name: PaletteName): ColourAssigner {
  const assigner = assigners.get(name) ?? openColourAssigner(name);
  assigners.set(name, assigner);
  return assigner;
}

/** One image at a time: all drawing shares this thread, so more would only use more memory. */
const inTurn = openTurns();

function drawInTurn<T>({ signal, onTurn }: CallContext, work: (waitedMs: number) => Promise<T>): Promise<T> {
  const arrived = performance.now();
  return inTurn(() => {
    signal.throwIfAborted();
    onTurn(false);
    return work(performance.now() - arrived);
  });
}

answerCalls<RenderApi>(threadPort(parentPort!), {
  render: (params: RenderRequest, context) =>
    drawInTurn(context, async (queue) => {
      const { format, quality } = params;
      const start = performance.now();
      const image = await decodeImage(arrivedImage(params.image));
      const decoded = performance.now();
      const canvas = await drawDetections(image, params.detections, params, assignerFor(params.palette));
      const drawn = performance.now();
      if (canvas.alpha && format === 'jpeg') throw invalidInput('format', 'png, webp or avif for cutout', format);
      // Copied, because sharp returns memory of libvips, which cannot be transferred to another thread.
      const data = new Uint8Array(await encodeImage(canvas, format, quality));
      const ms = { queue, decode: decoded - start, draw: drawn - decoded };
      const result: RenderThreadResult = { data, image: sizeOf(image), size: sizeOf(canvas), ms };
      return new Transferred(result, [data.buffer]);
    }),
});

function sizeOf({ width, height }: ImageSize): ImageSize {
  return { width, height };
}
