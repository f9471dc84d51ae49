// What travels to and from an inference server for an image, and how long it takes: packed models against published ones. The
// server answers at once, so the times are those of everything but the models.
const { spawnSync } = require('node:child_process');
const { median, openSide, serveSides, timed } = require('./measure');
const { built } = require('./paths');
const { detections, images, prompt } = require('./scene');
const { startServer } = require('./oip-server');
const { COMPUTE_MS, loadRows } = require('./server-load');

const ROUNDS = 9;
/** Of seconds each. */
const SLOW_ROUNDS = 3;
const COUNTS = [1, 5, 20];
const MAX_MB = 8;
const MB = 1e6;

/** The names of the models on the server. Names by rule are those of the plain ones. */
const models = { plain: {}, packed: { detector: { name: 'packed' }, segmenter: { name: 'fused' } } };

async function serve(computeMs) {
  const { address, takeBytes } = await startServer(computeMs);
  return () => ({ address, ...takeBytes() });
}
const sides = { server: () => serve(0), slowServer: () => serve(COMPUTE_MS) };

/** By number of boxes and side: the bytes and the median milliseconds of an image. Sides take turns. */
async function measure(rounds) {
  const { openEngine, parsePrompt } = built('src/index');
  const server = openSide(__filename, 'server');
  const { address } = await server.call({});
  const model = { model: 'demo', dtype: 'auto', baseFolder: '.' };
  const classes = parsePrompt('prompt', prompt);
  const engines = Object.entries(models).map(([side, names]) => {
    return [side, openEngine(side, { graceMs: 0, server: { addresses: [address], models: names } })];
  });
  try {
    for (const [, engine] of engines)
      await Promise.all([engine.load('detector', model), engine.load('segmenter', model)]);
    // No image twice: its embedding is kept.
    const jpegs = await images(COUNTS.length * (rounds + 1));
    const results = [];
    for (const count of COUNTS) {
      const found = detections.slice(0, count);
      const times = { plain: [], packed: [] };
      const bytes = {};
      for (const image of jpegs.splice(0, rounds + 1)) {
        for (const [side, engine] of engines) {
          await server.call({});
          const chain = async () => {
            await engine.detect({ image, model, classes });
            const { detections: masked } = await engine.segment({ image, model, detections: found });
            if (masked.some(({ area }) => !(area > 1000))) throw new Error('A mask is missing');
          };
          times[side].push(await timed(chain));
          bytes[side] = await server.call({});
        }
      }
      // The first image opens the connections.
      const of = (side) => ({ ...bytes[side], ms: median(times[side].slice(1)) });
      results.push({ count, plain: of('plain'), packed: of('packed') });
    }
    return results;
  } finally {
    server.close();
    await Promise.all(engines.map(([, engine]) => engine.close()));
  }
}

/** A network of its own, in which a program has the loopback of a slow cable. By kind of queue, the best first. */
const cables = {
  '100 Mbit/s, 20 ms': 'netem rate 100mbit delay 10ms limit 10000',
  '100 Mbit/s': 'tbf rate 100mbit burst 64kb latency 400ms',
};

/** Measures with the first cable that this machine can make. Returns the reason if it can make none. */
function measureOnCable() {
  const reasons = [];
  for (const [cable, queue] of Object.entries(cables)) {
    const setUp = `ip link set lo mtu 1500 up && tc qdisc add dev lo root ${queue}`;
    const inNetwork = (then) => ['unshare', ['-rn', 'sh', '-c', `${setUp} && ${then}`]];
    const probe = spawnSync(...inNetwork('true'), { encoding: 'utf8' });
    if (probe.status !== 0) {
      reasons.push(`${queue.split(' ')[0]} (${probe.error?.message ?? probe.stderr.trim().split('\n')[0]})`);
      continue;
    }
    const command = inNetwork(`exec "${process.execPath}" "${__filename}" measure ${SLOW_ROUNDS}`);
    const { status, stdout } = spawnSync(...command, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
    if (status !== 0) throw new Error(`The measurement on a cable of ${cable} failed`);
    return { cable, results: JSON.parse(stdout), reasons };
  }
  return { results: [], reasons };
}

const megabytes = ({ up, down }) => (up + down) / MB;
const inMb = (bytes) => `${(bytes / MB).toFixed(1)} MB`;

function rowsOf(results, cable) {
  return results.flatMap(({ count, plain, packed }) => {
    const subject = `Server, ${count} ${count === 1 ? 'box' : 'boxes'}`;
    const bytes = {
      name: `${subject}: bytes to and from it`,
      ours: `${inMb(packed.up)} + ${inMb(packed.down)}`,
      peer: `${inMb(plain.up)} + ${inMb(plain.down)} (plain)`,
      ratio: megabytes(packed) / megabytes(plain),
      target: `ours <= ${MAX_MB} MB`,
      isMet: () => megabytes(packed) <= MAX_MB,
    };
    const time = {
      name: `${subject}: time${cable ? ` at ${cable}` : ''}`,
      ours: `${packed.ms.toFixed(0)} ms`,
      peer: `${plain.ms.toFixed(0)} ms (plain)`,
      ratio: packed.ms / plain.ms,
    };
    return cable ? [time] : [bytes, time];
  });
}

async function compare() {
  const here = await measure(ROUNDS);
  const { cable, results, reasons } = measureOnCable();
  const missing = reasons.length > 0 ? [`Server: not measured with ${reasons.join(', ')}.`] : [];
  const load = await loadRows();
  return { rows: [...rowsOf(here), ...rowsOf(results, cable), ...load.rows], notes: [...missing, ...load.notes] };
}

async function print(rounds) {
  console.log(JSON.stringify(await measure(rounds)));
}

if (require.main === module) {
  const [, , what, rounds] = process.argv;
  if (what === 'measure') {
    print(Number(rounds)).then(
      () => process.exit(0),
      (error) => {
        console.error(error);
        process.exit(1);
      },
    );
  } else serveSides(sides);
}

module.exports = { compare };
