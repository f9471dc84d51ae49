// The cost of all work around the models: from a JPEG to 20 masks, compared with the bare session runs.
const { constants, setPriority } = require('node:os');
const { setTimeout } = require('node:timers/promises');
const {
  BOXES_PER_RUN,
  chunksOf,
  cornersOf,
  DETECTOR_SIDE,
  ENCODER_SIDE,
  idsOf,
  openBare,
  pixelsOf,
} = require('./bare');
const { heavyModels } = require('./heavy-models');
const { median, openSide, serveSides, timed } = require('./measure');
const { built } = require('./paths');
const { detections, images, prompt, size } = require('./scene');

const ROUNDS = 11;
const WARM_UP = 2;

/** The threads of a run spin for a while after it and slow down the next graph. The wait spares the peer this cost. */
const settled = () => setTimeout(100);

/** The session runs of one chain, with feeds made beforehand. Returns the milliseconds of each graph and their sum. */
async function bareSide() {
  // The engine's process has this priority too, so other load on the machine slows down both sides equally.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const folders = await heavyModels();
  const bare = await openBare(folders);
  const ids = idsOf(folders.detector, prompt);
  const [image] = await images(1);
  const detectorPixels = await pixelsOf(image, DETECTOR_SIDE);
  const encoderPixels = await pixelsOf(image, ENCODER_SIDE);
  const chunks = chunksOf(
    cornersOf(
      detections.map(({ bbox }) => bbox),
      size,
    ),
  );
  return async () => {
    await settled();
    const detector = await timed(() => bare.detector(detectorPixels, ids));
    await settled();
    let embeddings;
    const encoder = await timed(async () => {
      embeddings = await bare.encoder(encoderPixels);
    });
    await settled();
    let decoder = 0;
    for (const chunk of chunks) decoder += await timed(() => bare.decoder(embeddings, chunk));
    return { detector, encoder, decoder, total: detector + encoder + decoder };
  };
}

function openOurs(folders) {
  const { openEngine, parsePrompt } = built('src/index');
  const engine = openEngine('bench', { graceMs: 0 });
  const model = (folder) => ({ model: folder, dtype: 'auto', baseFolder: '.' });
  const classes = parsePrompt('prompt', prompt);
  return {
    async run(image) {
      const start = performance.now();
      const detected = await engine.detect({ image, model: model(folders.detector), classes });
      const segmented = await engine.segment({ image, model: model(folders.segmenter), detections });
      const total = performance.now() - start;
      if (segmented.detections.some(({ area }) => !(area > 1000))) throw new Error('A mask is missing');
      const sum = (stage) => detected.ms[stage] + segmented.ms[stage];
      return { total, queue: sum('queue'), decode: sum('decode'), inference: sum('inference') };
    },
    close: () => engine.close(),
  };
}

async function compare() {
  const folders = await heavyModels();
  const jpegs = await images(ROUNDS + WARM_UP);
  const bare = openSide(__filename, 'bare');
  const ours = openOurs(folders);
  const rounds = [];
  try {
    for (const image of jpegs) {
      const runs = await bare.call({});
      await settled();
      rounds.push({ bare: runs, ours: await ours.run(image) });
    }
  } finally {
    bare.close();
    await ours.close();
  }
  const measured = rounds.slice(WARM_UP);
  const of = (side, stage) => median(measured.map((round) => round[side][stage]));
  const runs = Math.ceil(detections.length / BOXES_PER_RUN);
  const ms = (value) => `${Math.round(value)} ms`;
  return {
    rows: [
      {
        name: 'Chain: 1080p JPEG to 20 masks',
        ours: ms(of('ours', 'total')),
        peer: `${ms(of('bare', 'total'))} (bare session runs)`,
        ratio: median(measured.map((round) => round.ours.total / round.bare.total)),
        target: '<= 1.08',
        isMet: (ratio) => ratio <= 1.08,
      },
    ],
    notes: [
      `Chain, bare: detector ${ms(of('bare', 'detector'))}, encoder ${ms(of('bare', 'encoder'))}, ${runs} decoder runs ${ms(of('bare', 'decoder'))}.`,
      `Chain, ours: inference ${ms(of('ours', 'inference'))}, decode and resize ${ms(of('ours', 'decode'))}, waiting ${ms(of('ours', 'queue'))}, total ${ms(of('ours', 'total'))}.`,
    ],
  };
}

if (require.main === module) serveSides({ bare: bareSide });

module.exports = { compare };
