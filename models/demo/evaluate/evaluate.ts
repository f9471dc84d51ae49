// `npm run demo:evaluate`: measures the chain with the demo models on drawn scenes that were not used for training.
//
//     npm run demo:evaluate [-- --count 300] [--seed 80000000] [--detector demo] [--segmenter demo]
import { parseArgs } from 'node:util';
import { type Detection, type Engine, type ModelRequest, openEngine, parsePrompt } from '../../../src';
import { heldOut, nameOf } from '../scenes/kinds';
import { drawScene } from '../scenes/scene';
import { wholeNumber } from '../scenes/whole-number';
import { averagePrecision, type LabelledBox, type ScoredBox } from './average-precision';
import { type LabelledImage, labelled, promptFor, type TrueObject } from './labelled-image';
import { metricsOf, type Tally, tallyOf } from './tally';

/** Width and height of all images, in pixels. */
const SIDE = 320;

/** Threshold for AP, which needs detections with low scores too. */
const LOW_THRESHOLD = 0.01;

/** Scenes before the measured time, while the models load and the runtime warms up. */
const WARM_UP_SCENES = 5;

interface Models {
  readonly detector: ModelRequest;
  readonly segmenter: ModelRequest;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '300' },
      seed: { type: 'string', default: '80000000' },
      detector: { type: 'string', default: 'demo' },
      segmenter: { type: 'string', default: 'demo' },
    },
  });
  const count = wholeNumber('--count', values.count, 1);
  const seed = wholeNumber('--seed', values.seed);
  const models = { detector: modelRequest(values.detector), segmenter: modelRequest(values.segmenter) };
  const engine = openEngine('demo evaluation', { device: 'cpu', graceMs: 0 });
  try {
    // All scenes are drawn before the measured time, because drawing would slow down the chain.
    const images = Array.from({ length: count }, (_, number) =>
      labelled(drawScene(seed + number, { side: SIDE, forTraining: false })),
    );
    for (const image of images.slice(0, WARM_UP_SCENES)) await runChain(engine, models, image);
    process.stdout.write(await report(engine, models, images));
    process.stdout.write(`Scenes: seeds ${seed} to ${seed + count - 1}\n`);
  } finally {
    await engine.close();
  }
}

const modelRequest = (model: string): ModelRequest => ({ model, dtype: 'auto', baseFolder: '.' });

/** Runs the chain on all images, and the detector once more for AP. Returns the metrics as lines of text. */
async function report(engine: Engine, models: Models, images: readonly LabelledImage[]): Promise<string> {
  const truth: LabelledBox[] = [];
  const detected: ScoredBox[] = [];
  const results: ChainResult[] = [];
  const start = performance.now();
  for (const image of images) results.push({ image, detections: await runChain(engine, models, image) });
  const chainMs = performance.now() - start;
  for (const [number, image] of images.entries()) {
    truth.push(...image.objects.map(({ label, bbox }) => ({ image: number, label, bbox })));
    const { detections } = await detect(engine, models, image, LOW_THRESHOLD);
    detected.push(...detections.map((detection) => ({ ...detection, image: number })));
  }
  const { recall, precision, absentDetected, maskIou } = metricsOf(results.map(tally));
  const { ap, ap50 } = averagePrecision(truth, detected);
  const lines: [name: string, value: string][] = [
    ['recall', recall.toFixed(3)],
    ['recall of held-out kinds', metricsOf(results.map(tallyHeldOut)).recall.toFixed(3)],
    ['precision', precision.toFixed(3)],
    ['absent phrases with a detection', absentDetected.toFixed(3)],
    ['mean mask IoU of matched objects', maskIou.toFixed(3)],
    ['AP50 of boxes', ap50.toFixed(3)],
    ['AP of boxes', ap.toFixed(3)],
    ['images per second', ((1000 * images.length) / chainMs).toFixed(1)],
  ];
  const rows = lines.map(([name, value]) => `  ${name.padEnd(33)}${value}\n`);
  return `${images.length} scenes, ${truth.length} objects\n${rows.join('')}`;
}

interface ChainResult {
  readonly image: LabelledImage;
  readonly detections: readonly Detection[];
}

const tally = ({ image, detections }: ChainResult): Tally => tallyOf(image, detections);

const heldOutNames = heldOut.map(nameOf);
const isHeldOut = ({ label }: TrueObject): boolean => heldOutNames.includes(label);
const tallyHeldOut = ({ image, detections }: ChainResult): Tally =>
  tallyOf({ ...image, objects: image.objects.filter(isHeldOut) }, detections);

/** Detects and segments the phrases of an image's prompt, with every setting at its default. */
async function runChain(engine: Engine, models: Models, labelledImage: LabelledImage) {
  const { image } = labelledImage;
  const { detections } = await detect(engine, models, labelledImage);
  const segmented = await engine.segment({ image, model: models.segmenter, detections });
  return segmented.detections;
}

const detect = (engine: Engine, { detector }: Models, labelledImage: LabelledImage, threshold?: number) =>
  engine.detect({
    image: labelledImage.image,
    model: detector,
    classes: parsePrompt('prompt', promptFor(labelledImage)),
    ...(threshold === undefined ? {} : { threshold }),
  });

main().then(
  () => process.exit(0),
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  },
);
