// Prints the outlines of objects as JSON: node polygons.mjs photo.jpg "cat. dog" grounding-dino-tiny edgetam
import { readFile } from 'node:fs/promises';
import { formatBytes, openEngine, parsePrompt, percentOf, VisionError } from '@grounded-sam/node-red';

const [input, prompt, detector = 'demo', segmenter = 'demo'] = process.argv.slice(2);
const modelOf = (model) => ({ model, dtype: 'auto', baseFolder: process.cwd() });
const interrupt = new AbortController();
process.once('SIGINT', () => interrupt.abort());

const options = {
  // Ctrl+C or ten minutes end the call, downloads too. The next run resumes them.
  signal: AbortSignal.any([interrupt.signal, AbortSignal.timeout(600_000)]),
  // Called a few times per second while a model is downloaded.
  onProgress: (progress) =>
    console.error(`${progress.model}: ${percentOf(progress)} % of ${formatBytes(progress.totalBytes)}`),
};
const engine = openEngine('', { device: 'cpu', threads: 2 });

try {
  const image = await readFile(input);
  const classes = parsePrompt('prompt', prompt);
  const boxes = await engine.detect({ image, model: modelOf(detector), classes, threshold: 0.4 }, options);
  const { detections, masks } = await engine.segment(
    {
      image,
      model: modelOf(segmenter),
      detections: boxes.detections,
      cleanUp: { fillHoles: 50, minArea: 50 },
      form: 'polygons',
      tolerance: 1,
    },
    options,
  );
  const objects = detections.map(({ label, score, bbox }, index) => ({ label, score, bbox, polygons: masks[index] }));
  console.log(JSON.stringify(objects));
} catch (error) {
  // A call that the signal ends rejects with the signal's reason: AbortError or TimeoutError.
  console.error(error instanceof VisionError ? error.code : error.name, error.message);
  process.exitCode = 1;
} finally {
  await engine.close();
}
