// Recall of small objects, and the time of an image: tiles against the complete image, with the demo detector.
const { median, timed } = require('./measure');
const { built } = require('./paths');

const { openEngine, parsePrompt } = built('src/index.js');
const { labelled } = built('models/demo/evaluate/labelled-image.js');
const { metricsOf, tallyOf } = built('models/demo/evaluate/tally.js');
const { drawBackground } = built('models/demo/scenes/background.js');
const { toPixels } = built('models/demo/scenes/canvas.js');
const { seededRandom } = built('models/demo/scenes/random.js');
const { drawScene } = built('models/demo/scenes/scene.js');

const COUNT = 30;
const FIRST_SEED = 92_000_000;
/** Pixels. The objects of a scene are an eighth to half of its side, so at most an eighth of the image's. */
const [SIDE, SCENE_SIDE] = [1280, 320];
const SCENES = 5;

/** An image with scenes at random locations. */
function yard(seed) {
  const random = seededRandom(seed);
  const { data } = toPixels(drawBackground(SIDE, random));
  const places = [];
  const objects = [];
  while (places.length < SCENES) {
    const [left, top] = [random.index(SIDE - SCENE_SIDE), random.index(SIDE - SCENE_SIDE)];
    if (places.some(([x, y]) => Math.abs(x - left) < SCENE_SIDE && Math.abs(y - top) < SCENE_SIDE)) continue;
    places.push([left, top]);
    const scene = labelled(drawScene(seed * 10 + places.length, { side: SCENE_SIDE, forTraining: false }));
    for (let row = 0; row < SCENE_SIDE; row++) {
      const line = scene.image.data.subarray(row * SCENE_SIDE * 3, (row + 1) * SCENE_SIDE * 3);
      data.set(line, ((top + row) * SIDE + left) * 3);
    }
    objects.push(
      ...scene.objects.map(({ label, mask, bbox: [x, y, width, height] }) => ({
        label,
        mask,
        bbox: [x + left, y + top, width, height],
      })),
    );
  }
  return { image: { data: Buffer.from(data.buffer), width: SIDE, height: SIDE, channels: 3 }, objects, absent: [] };
}

const tiles = (columns, rows) => ({ at: 'tiles', grid: { columns, rows }, overlap: 0.2 });

async function compare() {
  const engine = openEngine('tiles', { device: 'cpu', graceMs: 0 });
  const model = { model: 'demo', dtype: 'auto', baseFolder: '.' };
  const images = Array.from({ length: COUNT }, (_, number) => yard(FIRST_SEED + number));
  const looks = { whole: { at: 'whole' }, '2x2': tiles(2, 2), '3x3': tiles(3, 3) };
  const results = Object.fromEntries(Object.keys(looks).map((name) => [name, { tallies: [], ms: [] }]));
  for (const image of images) {
    const classes = parsePrompt('prompt', [...new Set(image.objects.map(({ label }) => label))]);
    for (const [name, look] of Object.entries(looks)) {
      let found;
      const ms = await timed(async () => {
        found = await engine.detect({ image: image.image, model, classes, look });
      });
      results[name].tallies.push(tallyOf(image, found.detections));
      results[name].ms.push(ms);
    }
  }
  await engine.close();
  const recall = (name) => metricsOf(results[name].tallies).recall;
  const time = (name) => median(results[name].ms);
  const share = (value) => value.toFixed(3);
  const inMs = (value) => `${Math.round(value)} ms`;
  const rows = ['2x2', '3x3'].flatMap((name) => [
    {
      name: `Recall of small objects, ${name} tiles`,
      ours: share(recall(name)),
      peer: `${share(recall('whole'))} (complete image)`,
      ratio: recall(name) / recall('whole'),
      ...(name === '2x2' ? { target: '>= 2', isMet: (ratio) => ratio >= 2 } : {}),
    },
    {
      name: `Time of an image, ${name} tiles`,
      ours: inMs(time(name)),
      peer: `${inMs(time('whole'))} (complete image)`,
      ratio: time(name) / time('whole'),
    },
  ]);
  const precisions = Object.entries(results).map(
    ([name, { tallies }]) => `${name} ${share(metricsOf(tallies).precision)}`,
  );
  return { rows, notes: [`Tiles: precision ${precisions.join(', ')}.`] };
}

module.exports = { compare };
