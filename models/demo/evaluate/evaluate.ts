// `npm run demo:evaluate`: how well the chain does with the demo models on drawn scenes that nothing was trained on.
//
//     npm run demo:evaluate [-- --count 300] [--seed 80000000] [--detector demo] [--segmenter demo]
import { parseArgs } from 'node:util';
import { type Detection, type Engine, type ModelRequest, openEngine, parsePrompt } from '../../../src';
import { heldOut, nameOf } from '../scenes/kinds';
import { drawScene } from '../scenes/scene';
import { wholeNumber } from '../scenes/whole-number';
import { averagePrecision, type PlacedBox, type ScoredBox } from './average-precision';
import { type LabelledPicture, labelled, promptFor, type TrueObject } from './labelled-picture';
import { figuresOf, type Tally, tallyOf } from './tally';

/** Of all pictures, in pixels. */
const SIDE = 320;

/** For AP, which wants the doubtful detections too. */
const LOW_THRESHOLD = 0.01;

/** Before the clock runs: models load, and the runtime settles. */
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
    // All of them before the clock runs: drawing in between would slow the chain down.
    const pictures = Array.from({ length: count }, (_, number) =>
      labelled(drawScene(seed + number, { side: SIDE, forTraining: false })),
    );
    for (const picture of pictures.slice(0, WARM_UP_SCENES)) await runChain(engine, models, picture);
    process.stdout.write(await report(engine, models, pictures));
    process.stdout.write(`Scenes: seeds ${seed} to ${seed + count - 1}\n`);
  } finally {
    await engine.close();
  }
}

const modelRequest = (model: string): ModelRequest => ({ model, dtype: 'auto', baseFolder: '.' });

async function report(engine: Engine, models: Models, pictures: readonly LabelledPicture[]): Promise<string> {
  const truth: PlacedBox[] = [];
  const found: ScoredBox[] = [];
  const results: ChainResult[] = [];
  const start = performance.now();
  for (const picture of pictures) results.push({ picture, detections: await runChain(engine, models, picture) });
  const chainMs = performance.now() - start;
  for (const [number, picture] of pictures.entries()) {
    truth.push(...picture.objects.map(({ label, bbox }) => ({ picture: number, label, bbox })));
    const { detections } = await detect(engine, models, picture, LOW_THRESHOLD);
    found.push(...detections.map((detection) => ({ ...detection, picture: number })));
  }
  const { recall, precision, absentFound, maskIou } = figuresOf(results.map(tally));
  const { ap, ap50 } = averagePrecision(truth, found);
  const lines: [what: string, value: string][] = [
    ['recall', recall.toFixed(3)],
    ['recall of kinds not in training', figuresOf(results.map(tallyHeldOut)).recall.toFixed(3)],
    ['precision', precision.toFixed(3)],
    ['absent phrases with a box', absentFound.toFixed(3)],
    ['mean mask IoU of what is found', maskIou.toFixed(3)],
    ['AP50 of boxes', ap50.toFixed(3)],
    ['AP of boxes', ap.toFixed(3)],
    ['pictures a second', ((1000 * pictures.length) / chainMs).toFixed(1)],
  ];
  const rows = lines.map(([what, value]) => `  ${what.padEnd(33)}${value}\n`);
  return `${pictures.length} scenes, ${truth.length} objects\n${rows.join('')}`;
}

interface ChainResult {
  readonly picture: LabelledPicture;
  readonly detections: readonly Detection[];
}

const tally = ({ picture, detections }: ChainResult): Tally => tallyOf(picture, detections);

const heldOutNames = heldOut.map(nameOf);
const isHeldOut = ({ label }: TrueObject): boolean => heldOutNames.includes(label);
const tallyHeldOut = ({ picture, detections }: ChainResult): Tally =>
  tallyOf({ ...picture, objects: picture.objects.filter(isHeldOut) }, detections);

/** Words to boxes to masks, with every setting at its default. */
async function runChain(engine: Engine, models: Models, picture: LabelledPicture) {
  const { detections } = await detect(engine, models, picture);
  const segmented = await engine.segment({ image: picture.image, model: models.segmenter, detections });
  return segmented.detections;
}

const detect = (engine: Engine, { detector }: Models, picture: LabelledPicture, threshold?: number) =>
  engine.detect({
    image: picture.image,
    model: detector,
    classes: parsePrompt('prompt', promptFor(picture)),
    ...(threshold === undefined ? {} : { threshold }),
  });

main().then(
  () => process.exit(0),
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  },
);
