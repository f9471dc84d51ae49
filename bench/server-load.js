// What inference servers cost besides bytes: processor time, requests in flight, a second prompt, a failover, Triton's own time.
const { readFileSync } = require('node:fs');
const { setTimeout: sleep } = require('node:timers/promises');
const { loopDelay } = require('./loop-delay');
const { median, openSide, timed } = require('./measure');
const { built } = require('./paths');
const { detections, images, prompt } = require('./scene');

const ROUNDS = 9;
const BOXES = 5;
/** What a run of a slow server takes, one after the other, as on one GPU. */
const COMPUTE_MS = 40;
const IN_FLIGHT_IMAGES = 16;
const FAILOVERS = 5;
/** Milliseconds of a tick of `/proc/PID/stat`. */
const TICK_MS = 10;
const MB = 1e6;

const model = { model: 'demo', dtype: 'auto', baseFolder: '.' };
const found = detections.slice(0, BOXES);
/** The names of the models on the server. Names by rule are those of the plain ones. */
const names = { plain: {}, packed: { detector: { name: 'packed' }, segmenter: { name: 'fused' } } };

let engines = 0;
async function withEngine(server, work) {
  const engine = built('src/index').openEngine(`load ${++engines}`, { graceMs: 0, server });
  try {
    await engine.load('detector', model);
    await engine.load('segmenter', model);
    return await work(engine);
  } finally {
    await engine.close();
  }
}

const detect = (engine, image) =>
  engine.detect({ image, model, classes: built('src/index').parsePrompt('prompt', prompt) });
const segment = (engine, image, boxes = found) => engine.segment({ image, model, detections: boxes });
async function chain(engine, image) {
  await detect(engine, image);
  await segment(engine, image);
}

/** Processor time of the inference process so far, in milliseconds. */
async function cpuOf(engine) {
  const { pid } = await engine.status();
  const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
    .slice(11, 13);
  return (Number(user) + Number(system)) * TICK_MS;
}

/** Per image: processor time, how long the caller's event loop is blocked at most, and bytes and time of a second prompt on an image that was segmented before. */
async function measureImages() {
  const server = openSide(require.resolve('./server'), 'server');
  try {
    const { address } = await server.call({});
    const jpegs = await images(ROUNDS + 1);
    const results = {};
    for (const [side, models] of Object.entries(names)) {
      results[side] = await withEngine({ addresses: [address], models }, async (engine) => {
        await chain(engine, jpegs[0]);
        const before = await cpuOf(engine);
        const { max: blocked } = await loopDelay(async () => {
          for (const jpeg of jpegs.slice(1)) await chain(engine, jpeg);
        });
        const cpu = ((await cpuOf(engine)) - before) / ROUNDS;
        const times = [];
        let second;
        for (let round = 0; round < ROUNDS; round++) {
          await server.call({});
          times.push(await timed(() => segment(engine, jpegs.at(-1), detections.slice(BOXES, 2 * BOXES))));
          second = await server.call({});
        }
        return { cpu, blocked, second: { ms: median(times), mb: (second.up + second.down) / MB } };
      });
    }
    return results;
  } finally {
    server.close();
  }
}

/** Images per second of a slow server, with 1 and with 4 images at a time. */
async function measureInFlight() {
  const server = openSide(require.resolve('./server'), 'slowServer');
  try {
    const { address } = await server.call({});
    const results = {};
    for (const [side, models] of Object.entries(names)) {
      results[side] = await withEngine({ addresses: [address], models }, async (engine) => {
        const rate = async (atOnce) => {
          const jpegs = await images(IN_FLIGHT_IMAGES);
          const worker = async () => {
            for (let jpeg = jpegs.pop(); jpeg; jpeg = jpegs.pop()) await chain(engine, jpeg);
          };
          return IN_FLIGHT_IMAGES / ((await timed(() => Promise.all(Array.from({ length: atOnce }, worker)))) / 1000);
        };
        await rate(1);
        return { one: await rate(1), four: await rate(4) };
      });
    }
    return results;
  } finally {
    server.close();
  }
}

/** Milliseconds of a detection whose server is killed in the middle of it, from then on, and of one that is not disturbed. */
async function measureFailover() {
  const times = { killed: [], undisturbed: [] };
  for (let round = 0; round < FAILOVERS; round++) {
    const servers = [0, 1].map(() => openSide(require.resolve('./server'), 'slowServer'));
    try {
      const addresses = await Promise.all(servers.map(async (server) => (await server.call({})).address));
      await withEngine({ addresses, models: names.packed }, async (engine) => {
        const [first, second, third] = await images(3);
        await detect(engine, first);
        times.undisturbed.push(await timed(() => detect(engine, second)));
        const run = detect(engine, third);
        let used = -1;
        while (used < 0) {
          await sleep(1);
          used = (await engine.status()).servers.findIndex(({ inFlight }) => inFlight > 0);
        }
        servers[used].close();
        times.killed.push(await timed(() => run));
      });
    } finally {
      for (const server of servers) server.close();
    }
  }
  return { killed: median(times.killed), undisturbed: median(times.undisturbed) };
}

/** Milliseconds of an image with the demo models on a real Triton, and how many of them Triton computed. */
async function measureTriton() {
  const { RealServer, serverKinds } = built('test/servers/real-server');
  const { demoGraphs } = built('test/support/oip-server');
  const server = await RealServer.of(serverKinds[0], { skip: () => undefined });
  try {
    await server.start(demoGraphs());
    const computed = async () => {
      const stats = await Promise.all(
        Object.keys(demoGraphs()).map(async (name) =>
          (await fetch(`${server.address}/v2/models/${name}/stats`)).json(),
        ),
      );
      const kinds = ['compute_input', 'compute_infer', 'compute_output', 'queue'];
      const spent = stats.flatMap(({ model_stats: [{ inference_stats: of }] }) => kinds.map((kind) => of[kind].ns));
      return spent.reduce((sum, ns) => sum + ns, 0) / 1e6;
    };
    return await withEngine({ addresses: [server.address] }, async (engine) => {
      const [first, ...jpegs] = await images(ROUNDS + 1);
      await chain(engine, first);
      const before = await computed();
      const ms = await timed(async () => {
        for (const jpeg of jpegs) await chain(engine, jpeg);
      });
      return { ms: ms / ROUNDS, compute: ((await computed()) - before) / ROUNDS };
    });
  } finally {
    await server.remove();
  }
}

const inMs = (ms) => `${ms.toFixed(0)} ms`;

/** The rows of the table, and why some are missing. */
async function loadRows() {
  const rows = [];
  const notes = [];
  const { plain, packed } = await measureImages();
  rows.push(
    {
      name: `Server, ${BOXES} boxes: processor time of our process`,
      ours: inMs(packed.cpu),
      peer: `${inMs(plain.cpu)} (plain)`,
      ratio: packed.cpu / plain.cpu,
    },
    {
      name: `Server, ${BOXES} boxes: event loop of the caller blocked`,
      ours: `${packed.blocked.toFixed(1)} ms`,
      peer: `${plain.blocked.toFixed(1)} ms (plain)`,
      ratio: packed.blocked / plain.blocked,
    },
    {
      name: `Server, ${BOXES} more boxes on the same image: bytes`,
      ours: `${packed.second.mb.toFixed(1)} MB`,
      peer: `${plain.second.mb.toFixed(1)} MB (plain)`,
      ratio: packed.second.mb / plain.second.mb,
    },
    {
      name: `Server, ${BOXES} more boxes on the same image: time`,
      ours: inMs(packed.second.ms),
      peer: `${inMs(plain.second.ms)} (plain)`,
      ratio: packed.second.ms / plain.second.ms,
    },
  );
  for (const [side, { one, four }] of Object.entries(await measureInFlight())) {
    rows.push({
      name: `Server of ${COMPUTE_MS} ms a run, ${side}: 4 images at a time`,
      ours: `${four.toFixed(1)} per s`,
      peer: `${one.toFixed(1)} per s (1 at a time)`,
      ratio: four / one,
    });
  }
  const { killed, undisturbed } = await measureFailover();
  rows.push({
    name: 'Server killed in a detection: result from another one',
    ours: inMs(killed),
    peer: `${inMs(undisturbed)} (undisturbed)`,
    ratio: killed / undisturbed,
  });
  if (process.env.PYTHON_TRITON === undefined) {
    notes.push('Server: Triton was not measured, because PYTHON_TRITON does not name a Python with nvidia-pytriton.');
    return { rows, notes };
  }
  const { ms, compute } = await measureTriton();
  rows.push({
    name: `Triton with the demo models, ${BOXES} boxes: time of an image`,
    ours: inMs(ms),
    peer: `${inMs(compute)} (Triton's queue and compute)`,
    ratio: ms / compute,
  });
  return { rows, notes };
}

module.exports = { COMPUTE_MS, loadRows };
