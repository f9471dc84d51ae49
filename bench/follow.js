// Masks between detections: an object followed from its last mask, against detecting and segmenting every frame.
const { readFileSync } = require('node:fs');
const { built } = require('./paths');

const { emptyFollowState, follow, followPrompts, heldDetections, openEngine, openTracker, parsePrompt, withoutGone } =
  built('src/index.js');
const { maskArea, maskIou } = built('src/geometry/mask.js');
const { nameOf } = built('models/demo/scenes/kinds.js');
const { filmShapes } = built('models/demo/scenes/moving-shapes.js');

const FILMS = 8;
const FIRST_SEED = 7100;
const [SIDE, COUNT, FPS, SECONDS] = [320, 5, 3, 16];
/** Frames from one detection to the next: every 3 seconds. */
const EVERY = 9;
/** Objects with fewer visible pixels are not counted. */
const LEAST_PIXELS = 60;

const image = { width: SIDE, height: SIDE };
const model = { model: 'demo', dtype: 'auto', baseFolder: '.' };
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The frames of a film, and the prompt that names its objects. */
function filmOf(seed) {
  const at = filmShapes(seed, { side: SIDE, count: COUNT });
  const frames = Array.from({ length: FPS * SECONDS }, (_, index) => {
    const { pixels, objects } = at(index / FPS);
    const picture = { data: Buffer.from(pixels.data), ...image, channels: 3 };
    return {
      time: (index * 1000) / FPS,
      picture,
      objects: objects.filter(({ mask }) => maskArea(mask) >= LEAST_PIXELS),
    };
  });
  return { frames, classes: parsePrompt('prompt', [...new Set(at(0).objects.map(({ kind }) => nameOf(kind)))]) };
}

/** Detects and segments every frame. */
const everyFrame =
  (engine, classes) =>
  async ({ picture }) => {
    const { detections } = await engine.detect({ image: picture, model, classes });
    return (await engine.segment({ image: picture, model, detections })).detections;
  };

/** Detects every `EVERY`th frame, and tracks. Between, objects are followed, or keep their masks. */
function seldom(engine, classes, isFollowing, counts) {
  const tracker = openTracker('', { confirmHits: 1, confirmSeconds: 0, fillSeconds: isFollowing ? 0 : 60 });
  let state = emptyFollowState;
  let number = 0;
  let held = [];
  return async ({ picture, time }) => {
    const isSearched = number++ % EVERY === 0;
    if (isSearched) {
      const found = await engine.detect({ image: picture, model, classes });
      const { detections } = tracker.update({ time, image, detections: found.detections.map((one) => ({ ...one })) });
      const result = await engine.segment({ image: picture, model, detections, earlier: [] });
      state = follow(state, resultsOf(result), image, time).state;
      held = result.detections;
      return result.detections;
    }
    if (!isFollowing) return held;
    const { tracks } = tracker.update({ time, image });
    state = withoutGone(state, tracks);
    const prompts = followPrompts(state, heldDetections(tracks, image), time);
    const result = await engine.segment({
      ...{ image: picture, model, detections: prompts.map(({ detection }) => detection) },
      earlier: prompts.map(({ earlier }) => earlier),
    });
    const followed = follow(state, resultsOf(result), image, time);
    state = followed.state;
    counts.followed += followed.followed;
    counts.lost += followed.lost;
    return followed.detections;
  };
}

const resultsOf = ({ detections, continuity }) => detections.map((detection, at) => ({ detection, ...continuity[at] }));

/** CPU time of a process, in ms; 0 where it is unknown. A tick is 10 ms. */
function cpuMs(pid) {
  try {
    const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13);
    return (Number(user) + Number(system)) * 10;
  } catch {
    return 0;
  }
}

async function measure(engine, films, open) {
  const overlaps = [];
  const { pid } = await engine.status();
  const cpu = cpuMs(pid);
  let ms = 0;
  let frameCount = 0;
  for (const { frames, classes } of films) {
    const masksOf = open(classes);
    for (const frame of frames) {
      const start = performance.now();
      const detections = await masksOf(frame);
      ms += performance.now() - start;
      frameCount++;
      // An object without a mask counts as 0.
      for (const { mask } of frame.objects)
        overlaps.push(Math.max(0, ...detections.map((one) => maskIou(one.mask, mask))));
    }
  }
  return { iou: mean(overlaps), ms: ms / frameCount, cpu: (cpuMs(pid) - cpu) / frameCount };
}

async function compare() {
  const engine = openEngine('follow', { device: 'cpu', graceMs: 0 });
  await engine.load('detector', model);
  await engine.load('segmenter', model);
  const films = Array.from({ length: FILMS }, (_, number) => filmOf(FIRST_SEED + number));
  const counts = { followed: 0, lost: 0 };
  const every = await measure(engine, films, (classes) => everyFrame(engine, classes));
  const ours = await measure(engine, films, (classes) => seldom(engine, classes, true, counts));
  const kept = await measure(engine, films, (classes) => seldom(engine, classes, false, counts));
  await engine.close();
  const share = counts.lost / (counts.followed + counts.lost);
  const rows = [
    {
      name: 'Follow: mean IoU of masks',
      ours: ours.iou.toFixed(3),
      peer: `${every.iou.toFixed(3)} (detect every frame)`,
      ratio: ours.iou / every.iou,
      target: '>= 0.9',
      isMet: (ratio) => ratio >= 0.9,
    },
    {
      name: 'Follow: mean IoU of masks',
      ours: ours.iou.toFixed(3),
      peer: `${kept.iou.toFixed(3)} (keep masks)`,
      ratio: ours.iou / kept.iou,
    },
    {
      name: 'Follow: frames per second',
      ours: (1000 / ours.ms).toFixed(1),
      peer: `${(1000 / every.ms).toFixed(1)} (detect every frame)`,
      ratio: every.ms / ours.ms,
    },
    {
      name: 'Follow: processor time of a frame',
      ours: `${ours.cpu.toFixed(0)} ms`,
      peer: `${every.cpu.toFixed(0)} ms (detect every frame)`,
      ratio: ours.cpu / every.cpu,
      target: '<= 0.7',
      isMet: (ratio) => ratio <= 0.7,
    },
  ];
  return {
    rows,
    notes: [`Follow: ${(100 * share).toFixed(1)} % of ${counts.followed + counts.lost} followed masks were lost.`],
  };
}

module.exports = { compare };
