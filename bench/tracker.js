// One image with 100 objects through the tracker. For scale: munkres pairs 100 with 100, which is one part of it.
const { median, timed } = require('./measure');
const { built, ours } = require('./paths');

const OBJECTS = 100;
const IMAGES = 60;
/** How often the images are tracked. Before, they are tracked as often until the code is compiled and the heap has its size. */
const RUNS = 10;
const [WIDTH, HEIGHT] = [1920, 1080];

/** The same numbers from 0 to 1 in every run. */
function randomNumbers() {
  const { seededRandom } = built('models/demo/scenes/random.js');
  const random = seededRandom(1);
  return () => random.uniform(0, 1);
}

/** Images, one per second, of 100 objects that walk in all directions and turn at the borders. */
function walk() {
  const next = randomNumbers();
  const objects = Array.from({ length: OBJECTS }, () => ({
    x: next() * (WIDTH - 70),
    y: next() * (HEIGHT - 100),
    vx: 60 * (next() - 0.5),
    vy: 60 * (next() - 0.5),
  }));
  return Array.from({ length: IMAGES }, (_, second) =>
    objects.map(({ x, y, vx, vy }) => ({
      label: 'person',
      score: 0.3 + next() / 2,
      bbox: [
        turned(x + vx * second, WIDTH - 70) + 4 * next(),
        turned(y + vy * second, HEIGHT - 100) + 4 * next(),
        60 + 4 * next(),
        90 + 4 * next(),
      ],
    })),
  );
}

/** Where a way leads to that turns at 0 and at `end`. */
const turned = (way, end) => Math.abs(way - 2 * end * Math.round(way / (2 * end)));

/** A picture of 320 x 180 in which each pixel has another colour. */
function thumbnail() {
  const next = randomNumbers();
  return { data: Uint8Array.from({ length: 320 * 180 * 3 }, () => next() * 256), width: 320, height: 180 };
}

/** Milliseconds of each image with known objects, in `RUNS` runs, and the tracks of the last image. */
async function track(images, colours) {
  const times = [];
  let tracks;
  for (let run = 0; run < 2 * RUNS; run++) {
    const tracked = await trackOnce(images, colours);
    if (run >= RUNS) times.push(...tracked.times.slice(1));
    ({ tracks } = tracked);
  }
  return { times, tracks };
}

async function trackOnce(images, colours) {
  const { openTracker } = built('src/tracking/tracker.js');
  const tracker = openTracker('camera', { colours });
  const picture = colours ? { thumbnail: thumbnail() } : {};
  const image = { width: WIDTH, height: HEIGHT };
  const times = [];
  let tracks;
  for (const [second, detections] of images.entries()) {
    const update = () => {
      ({ tracks } = tracker.update({ time: second * 1000, image, detections, ...picture }));
    };
    times.push(await timed(update));
  }
  return { times, tracks };
}

/** Milliseconds of munkres for each of as many tables of random costs: no row and column fit at once. */
async function assignWithMunkres() {
  const { munkres } = require('munkres');
  const next = randomNumbers();
  const times = [];
  for (let table = 0; table < IMAGES; table++) {
    const costs = Array.from({ length: OBJECTS }, () => Array.from({ length: OBJECTS }, next));
    times.push(await timed(() => munkres(costs)));
  }
  return times;
}

async function compare() {
  const { util } = ours('@node-red/util');
  const images = walk();
  // The first run compiles.
  await assignWithMunkres();
  const boxes = await track(images, false);
  const coloured = await track(images, true);
  const peerMs = median(await assignWithMunkres());
  const blockMs = boxes.times.sort((a, b) => a - b)[Math.floor(0.95 * boxes.times.length)];
  const clones = [];
  for (let at = 0; at < 21; at++) {
    clones.push(await timed(() => util.cloneMessage({ _msgid: '1', tracks: boxes.tracks })));
  }
  const oursMs = median(boxes.times);
  const kilobytes = JSON.stringify(boxes.tracks).length / 1000;
  const of = (ms) => `${ms.toFixed(2)} ms`;
  return {
    rows: [
      {
        name: `Tracker: image with ${OBJECTS} objects`,
        ours: of(oursMs),
        peer: `${of(peerMs)} (munkres: a pairing alone)`,
        ratio: oursMs / peerMs,
        target: 'ours < 2 ms',
        isMet: () => oursMs < 2,
      },
      { name: 'Tracker: the same with colours', ours: of(median(coloured.times)) },
      {
        name: 'Tracker: block of the event loop, 95th percentile',
        ours: of(blockMs),
        target: 'ours < 2 ms',
        isMet: () => blockMs < 2,
      },
      {
        name: `Clone of msg.tracks of ${boxes.tracks.length} objects`,
        ours: `${of(median(clones))}, ${Math.round(kilobytes)} KB`,
        target: 'ours < 5 ms, 40 KB',
        isMet: () => median(clones) < 5 && kilobytes < 40,
      },
    ],
    notes: [],
  };
}

module.exports = { compare };
