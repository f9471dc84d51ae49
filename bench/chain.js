// What everything around the models costs: a JPEG in, 20 masks out, against the bare session runs.
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
const { answerAsSide, median, openSide, timed } = require('./measure');
const { built } = require('./paths');
const { detections, pictures, prompt, size } = require('./scene');

const ROUNDS = 11;
const WARM_UP = 2;

/** For a while after a run its threads spin and hold up the next graph. That is not to count in our favour. */
const settled = () => setTimeout(100);

/** The session runs of one chain, with feeds made beforehand. Answers with the milliseconds of each graph. */
async function bareSide() {
  // As the engine's process does, so that whatever else runs on the machine hits both sides alike.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const folders = await heavyModels();
  const bare = await openBare(folders);
  const ids = idsOf(folders.detector, prompt);
  const [image] = await pictures(1);
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
      const found = await engine.detect({ image, model: model(folders.detector), classes });
      const cut = await engine.segment({ image, model: model(folders.segmenter), detections });
      const total = performance.now() - start;
      if (cut.detections.some(({ area }) => !(area > 1000))) throw new Error('A mask is missing');
      const sum = (part) => found.ms[part] + cut.ms[part];
      return { total, queue: sum('queue'), decode: sum('decode'), inference: sum('inference') };
    },
    close: () => engine.close(),
  };
}

async function compare() {
  const folders = await heavyModels();
  const images = await pictures(ROUNDS + WARM_UP);
  const bare = openSide(__filename, 'bare');
  const ours = openOurs(folders);
  const rounds = [];
  try {
    for (const image of images) {
      const runs = await bare.ask({});
      await settled();
      rounds.push({ bare: runs, ours: await ours.run(image) });
    }
  } finally {
    bare.close();
    await ours.close();
  }
  const measured = rounds.slice(WARM_UP);
  const of = (side, part) => median(measured.map((round) => round[side][part]));
  const runs = Math.ceil(detections.length / BOXES_PER_RUN);
  const ms = (value) => `${Math.round(value)} ms`;
  return {
    rows: [
      {
        what: 'Chain: 1080p JPEG to 20 masks',
        ours: ms(of('ours', 'total')),
        peer: `${ms(of('bare', 'total'))} (bare session runs)`,
        ratio: median(measured.map((round) => round.ours.total / round.bare.total)),
        target: '<= 1.10',
        isMet: (ratio) => ratio <= 1.1,
      },
    ],
    notes: [
      `Chain, bare: detector ${ms(of('bare', 'detector'))}, encoder ${ms(of('bare', 'encoder'))}, ${runs} decoder runs ${ms(of('bare', 'decoder'))}.`,
      `Chain, ours: inference ${ms(of('ours', 'inference'))}, decode and resize ${ms(of('ours', 'decode'))}, waiting ${ms(of('ours', 'queue'))}, total ${ms(of('ours', 'total'))}.`,
    ],
  };
}

if (require.main === module) answerAsSide({ bare: bareSide });

module.exports = { compare };
