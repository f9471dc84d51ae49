import { readFile } from 'node:fs/promises';
import { type Engine, messageOf, openEngine, openRenderer, type Renderer, VisionError } from '../index';
import type { PicturesRequest } from './arguments';
import { type OutputPlan, planOutput, writePicture } from './output';
import { progressPrinter } from './progress-printer';
import { jsonDocument, type PictureResult, table } from './report';

interface Tools {
  readonly engine: Engine;
  readonly renderer: Renderer;
  readonly plan: OutputPlan;
}

/** Works through the pictures. A broken one does not stop the rest. @returns the exit status */
export async function processPictures(request: PicturesRequest): Promise<number> {
  const plan = await planOutput(request);
  const tools = { engine: openEngine('', { device: request.device, graceMs: 0 }), renderer: openRenderer(), plan };
  let failures = 0;
  try {
    for (const file of request.images) {
      try {
        await processPicture(file, request, tools);
      } catch (error) {
        failures++;
        process.stderr.write(`grounded-sam: ${file}: ${messageOf(error)}\n`);
      }
    }
  } finally {
    await tools.engine.close();
    await tools.renderer.close();
  }
  return failures === 0 ? 0 : 1;
}

async function processPicture(
  file: string,
  request: PicturesRequest,
  { engine, renderer, plan }: Tools,
): Promise<void> {
  const image = await readFile(file).catch((error: unknown) => {
    throw new VisionError('BAD_IMAGE', `The file cannot be read: ${messageOf(error)}`, { cause: error });
  });
  const { classes, threshold, phrases } = request;
  const model = (name: string) => ({ model: name, dtype: request.dtype, baseFolder: process.cwd() });
  const options = { onProgress: progressPrinter(process.stderr) };
  const found = await engine.detect({ image, model: model(request.detector), classes, threshold, phrases }, options);
  const masked =
    request.command === 'run'
      ? await engine.segment({ image, model: model(request.segmenter), detections: found.detections }, options)
      : undefined;
  const result: PictureResult = {
    file,
    image: found.image,
    detections: (masked ?? found).detections,
    ms: { detector: found.ms, ...(masked ? { segmenter: masked.ms } : {}) },
  };
  const written = await writePicture(plan, renderer, file, image, result.detections);
  process.stdout.write(
    request.json ? `${jsonDocument(result)}\n` : `${table(result)}${written ? `-> ${written}\n` : ''}`,
  );
}
