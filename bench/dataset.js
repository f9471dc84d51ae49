// A dataset of 10,000 images with 100,000 objects: opening, reviewing, the page in Chromium, index files, report, and the memory of
// their processes. Linux only.
const { spawn } = require('node:child_process');
const { createHash } = require('node:crypto');
const { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } =
  require('node:fs');
const { once } = require('node:events');
const { dirname, join } = require('node:path');
const { median, timed } = require('./measure');
const { built, cache, ours, root } = require('./paths');
const { walkPage } = require('./review-page');

const PICTURES = 10_000;
const OBJECTS = 10;
const [WIDTH, HEIGHT] = [640, 480];
const FOLDER = join(cache, `dataset-${PICTURES}`);
/** Images that are really added. The others are copies with other bytes, names and scores. */
const TEMPLATES = 20;
const WALKED = 1000;

/** An ellipse with an edge of noise, as a mask. */
function drawnMask(random) {
  const [width, height] = [60 + Math.floor(random.uniform(0, 60)), 60 + Math.floor(random.uniform(0, 60))];
  const data = Buffer.alloc(width * height);
  for (let y = 0; y < height; y++) {
    const half = (width / 2 - 3 * random.uniform(0, 1)) * Math.sqrt(1 - ((2 * y + 1) / height - 1) ** 2);
    data.fill(1, y * width + Math.round(width / 2 - half), y * width + Math.round(width / 2 + half));
  }
  const offset = [Math.floor(random.uniform(0, WIDTH - width)), Math.floor(random.uniform(0, HEIGHT - height))];
  return { type: 'uint8', dims: [height, width], offset, data };
}

/** The dataset in `FOLDER`, which is made once. */
async function makeDataset() {
  if (existsSync(FOLDER)) return;
  const { openDataset } = built('src');
  const random = built('models/demo/scenes/random.js').seededRandom(1);
  const sharp = ours('sharp');
  const folder = `${FOLDER}.part`;
  rmSync(folder, { recursive: true, force: true });
  const dataset = await openDataset(folder, { format: 'coco', split: { train: 1, val: 0, test: 0 } });
  const images = [];
  for (let index = 0; index < TEMPLATES; index++) {
    const noise = { type: 'gaussian', mean: 128, sigma: 20 };
    const create = { width: WIDTH, height: HEIGHT, channels: 3, background: 'grey', noise };
    images.push(await sharp({ create }).jpeg({ quality: 70 }).toBuffer());
    const detections = Array.from({ length: OBJECTS }, (_, at) => ({
      ...{ label: `class ${at % 5}`, score: random.uniform(0.2, 1), bbox: [0, 0, 1, 1], mask: drawnMask(random) },
    }));
    await dataset.add({ image: images[index], name: `template ${index}` }, detections);
  }
  await dataset.close();
  const log = join(folder, 'pictures.jsonl');
  const records = readFileSync(log, 'utf8').trim().split('\n').map(JSON.parse);
  const stream = createWriteStream(log, { flags: 'a' });
  for (let id = TEMPLATES + 1; id <= PICTURES; id++) {
    const record = records[id % TEMPLATES];
    // Bytes after the end of a JPEG are ignored.
    const image = Buffer.concat([images[id % TEMPLATES], Buffer.from(String(id))]);
    const file = `${dirname(record.file)}/image_${id}.jpg`;
    writeFileSync(join(folder, file), image);
    const objects = record.objects.map((object) => ({ ...object, score: random.uniform(0.2, 1) }));
    const hash = createHash('sha256').update(image).digest('hex');
    if (!stream.write(`${JSON.stringify({ ...record, id, hash, file, objects })}\n`)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
  renameSync(folder, FOLDER);
}

/** Memory of a process in MB: `VmRSS`, now; `VmHWM`, the highest. Linux only. */
const memoryOf = (pid, kind) =>
  Math.round(Number(new RegExp(`${kind}:\\s*(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);

function datasetProcess() {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ');
  return children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('dataset-process'));
}

async function review() {
  // As after a crash: without the summary, the log is read.
  rmSync(join(FOLDER, '.grounded-sam/entries.json'), { force: true });
  const after = openReviewOf();
  const crashed = await timed(() => after.list(query));
  await after.close();
  return { crashed, ...(await walk()) };
}

const query = { order: 'uncertain', state: 'all', min: 0, max: 1, offset: 0, limit: 50 };
const openReviewOf = () => built('src/dataset/review/review.js').openReview(FOLDER);

async function walk() {
  const dataset = openReviewOf();
  let page;
  const first = await timed(async () => {
    page = await dataset.list(query);
  });
  const pid = datasetProcess();
  const opened = memoryOf(pid, 'VmRSS');
  const pages = [];
  for (let offset = 0; offset < 1000; offset += 50) {
    pages.push(
      await timed(async () => {
        page = { pictures: [...page.pictures, ...(await dataset.list({ ...query, offset })).pictures] };
      }),
    );
  }
  const next = [];
  const answers = [];
  for (const { hash } of page.pictures.slice(0, WALKED)) {
    next.push(await timed(() => Promise.all([dataset.picture(hash), dataset.image(hash)])));
    if (answers.length >= 100) continue;
    const { objects } = await dataset.picture(hash);
    const [{ id, label, bbox, rle }] = objects;
    const change = { put: { id, label, bbox, ...(rle && { rle }), answer: 'accepted' } };
    answers.push(await timed(() => dataset.change(hash, [change], 'bench')));
  }
  const walked = memoryOf(pid, 'VmRSS');
  const index = await timed(() => dataset.close());
  return { first, pages, next, answers, index, opened, walked };
}

/** Milliseconds of `grounded-sam report`, and the most memory of it and its processes together, in MB. */
async function report() {
  const start = performance.now();
  const child = spawn(process.execPath, [join(root, 'dist/src/cli.js'), 'report', FOLDER, '--out', `${FOLDER}.html`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let most = 0;
  const timer = setInterval(() => {
    try {
      const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ');
      const pids = [child.pid, ...children.filter((pid) => pid !== '')];
      most = Math.max(
        most,
        pids.map((pid) => memoryOf(pid, 'VmRSS')).reduce((a, b) => a + b, 0),
      );
    } catch {
      // A process has ended.
    }
  }, 100);
  const [code] = await once(child, 'exit');
  clearInterval(timer);
  if (code !== 0) throw new Error(`report ended with ${code}`);
  return { ms: performance.now() - start, most };
}

async function compare() {
  mkdirSync(cache, { recursive: true });
  await makeDataset();
  const { crashed, first, pages, next, answers, index, opened, walked } = await review();
  const page = await walkPage(FOLDER, WALKED);
  const { ms, most } = await report();
  const times = (values) => `${median(values).toFixed(1)} ms, at most ${Math.max(...values).toFixed(0)} ms`;
  const rows = [
    ['first page of the review', `${first.toFixed(0)} ms`],
    ['first page after a crash', `${crashed.toFixed(0)} ms`],
    ['another page of 50', times(pages)],
    ['next image with its objects', times(next)],
    ['an answer on the disk', times(answers)],
    ['files of COCO, at the end', `${index.toFixed(0)} ms`],
    [`memory before and after ${WALKED} images`, `${opened} and ${walked} MB`],
    ['first image in Chromium', `${page.first.toFixed(0)} ms`],
    ['next image in Chromium', times(page.next)],
    [
      'memory of the page, of its JavaScript',
      `${page.before.resident} and ${page.after.resident}, ${page.before.heap} and ${page.after.heap} MB`,
    ],
    ['grounded-sam report', `${(ms / 1000).toFixed(1)} s, ${most} MB`],
  ].map(([name, value]) => ({ name: `Dataset of ${PICTURES} images: ${name}`, ours: value }));
  const files = readdirSync(join(FOLDER, 'images/train')).length;
  return { rows, notes: [`Dataset: ${files} images of ${WIDTH} x ${HEIGHT} with ${OBJECTS} masks each.`] };
}

module.exports = { compare };
if (require.main === module) {
  compare().then(
    ({ rows }) => {
      for (const { name, ours: value } of rows) console.log(`${name}: ${value}`);
      process.exit(0);
    },
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
}
