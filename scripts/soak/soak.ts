// `npm run soak -- --minutes N --deploys 200 --models 50 --crashes 100`: frames through all nodes, with faults for half of the
// minutes, then redeploys, changes of models and crashes of the child processes.
// `npm run soak -- --cameras N --minutes M`: only cameras at random rates, into one detector that takes about 3 s per image.
// Prints a table while it runs. Exits with code 1 if a limit does not hold. Linux only.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { seededRandom } from '../../models/demo/scenes/random';
import { drawScene } from '../../models/demo/scenes/scene';
import { Caller } from '../../src/calls/caller';
import { processPort } from '../../src/calls/ports';
import { encodeImage } from '../../src/image/encode';
import { descendantsOf, isAlive, openFilesOf, type ProcessInfo, residentBytes, scriptOf } from '../processes';
import { makeUserDir, packageFolder } from '../user-dir';
import { differenceOf, runCameras } from './cameras';
import { type Crash, crashes } from './crashes';
import { faults } from './faults';
import { camerasFlow, type FlowOptions, nodeIds, soakFlow } from './flow';
import { type Check, growthPer1000, type Reading } from './limits';
import type { FrameEnd, SoakApi } from './soak-api';

const IMAGES = 40;
const FRAMES_PER_FAULT = 25;
const FRAME_TIMEOUT_MS = 90_000;
/** At the end, messages that are late get this much more time. */
const LATE_MS = 300_000;
const CRASH_TIMEOUT_SECONDS = 5;
const [DEPLOYS, MODELS, CRASHES] = [200, 50, 100];
/** Of the detector for several cameras. */
const TURN_MS = 3000;
const MEGABYTE = 2 ** 20;

/** Limits. Growth is per 1,000 frames after the first half of the frames, when all caches and heaps are full. */
const GROWTH_MB = 0.5;
const [CAMERAS_HEAP_MB, CAMERAS_RESIDENT_MB] = [5, 20];
const DEPLOY_GROWTH_MB = 20;
const MODELS_MB = 1024;
const END_MS = 2000;

const WITHOUT_YOUNG = "resident memory of all processes without the young generation of Node-RED's heap";

interface Counts {
  frames: number;
  /** The nodes that held messages whose time was up, with a space between those of one message. */
  readonly late: string[];
  defects: number;
  readonly errors: Map<string, number>;
}

class Soak {
  private readonly random = seededRandom(7);
  private readonly counts: Counts = { frames: 0, late: [], defects: 0, errors: new Map() };
  private readonly started = performance.now();

  constructor(
    private readonly nodeRed: ChildProcess,
    private readonly caller: Caller<SoakApi>,
    private readonly images: readonly Buffer[],
    private readonly flow: FlowOptions,
    private readonly temporaryFolder: string,
  ) {}

  /** Frames without faults. */
  async steady(ms: number): Promise<Check[]> {
    const series: Record<'heap' | 'total' | 'children', Reading[]> = { heap: [], total: [], children: [] };
    const until = performance.now() + ms;
    while (performance.now() < until) {
      await this.frames(Math.min(until, performance.now() + ms / 30));
      const { heap, rss, young, total } = await this.report('steady');
      const { frames } = this.counts;
      series.heap.push({ frames, value: heap / MEGABYTE });
      series.total.push({ frames, value: (total - young) / MEGABYTE });
      series.children.push({ frames, value: (total - rss) / MEGABYTE });
    }
    const growthOf = (readings: readonly Reading[]): number =>
      growthPer1000(readings.filter(({ frames }) => frames > this.counts.frames / 2));
    return [
      growthCheck("heap and buffers of Node-RED's process", growthOf(series.heap)),
      growthCheck(WITHOUT_YOUNG, growthOf(series.total)),
      growthCheck('resident memory of the child processes', growthOf(series.children)),
    ];
  }

  /** Frames with a fault every few frames. */
  async faulty(ms: number): Promise<Check[]> {
    const until = performance.now() + ms;
    let reported = performance.now();
    while (performance.now() < until) {
      for (let frame = 0; frame < FRAMES_PER_FAULT; frame++) await this.frame();
      const fault = this.random.pick(faults);
      const message = fault.inject({
        random: this.random,
        image: this.random.pick(this.images),
        nodeRed: this.nodeRed.pid!,
        datasetFolder: this.flow.datasetFolder,
      });
      if (message) await this.frame(message);
      if (performance.now() - reported > ms / 20) {
        await this.report(`faults, last: ${fault.name}`);
        reported = performance.now();
      }
    }
    // After the last fault everything works again.
    await this.frame();
    const codes = await this.frame();
    return [check('errors of a frame after all faults', codes.join(' ') || 'none', 'none', codes.length === 0)];
  }

  /** Full deploys, each with a frame in work. */
  async deploys(count: number): Promise<Check[]> {
    const deploy = async (): Promise<void> => {
      const frame = this.frame();
      await this.caller.call('deploy', { flow: soakFlow(this.flow) });
      await frame;
      await this.frame();
    };
    for (let warmUp = 0; warmUp < 10; warmUp++) await deploy();
    const before = await this.report('deploys');
    for (let done = 1; done <= count; done++) {
      await deploy();
      if (done % 50 === 0) await this.report(`${done} deploys`);
    }
    const after = await this.report('deploys');
    const grown = (after.heap - before.heap) / MEGABYTE;
    const name = (what: string): string => `${what} after ${count} deploys`;
    return [
      check(name('heap'), `${grown.toFixed(1)} MB more`, `< ${DEPLOY_GROWTH_MB} MB`, grown < DEPLOY_GROWTH_MB),
      atMost(name('handles'), after.handles, before.handles + 5),
      atMost(name('open files'), after.files, before.files + 5),
      atMost(name('processes'), after.children, before.children),
    ];
  }

  /** Another copy of the detector at every deploy. */
  async models(count: number): Promise<Check[]> {
    const folder = mkdtempSync(join(tmpdir(), 'soak-models-'));
    const before = await this.report('models');
    let most = 0;
    try {
      for (let copy = 1; copy <= count; copy++) {
        const model = join(folder, `copy-${copy}`);
        cpSync(join(packageFolder, 'models/demo/grounding-dino'), model, { recursive: true });
        await this.caller.call('deploy', { flow: soakFlow({ ...this.flow, model }) });
        await this.frame();
        most = Math.max(most, residentBytes(this.nodeRed.pid!) - before.total);
        if (copy % 10 === 0) await this.report(`${copy} models`);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
    const measured = `${(most / MEGABYTE).toFixed(0)} MB more`;
    return [
      check(`resident memory with ${count} models in turn`, measured, `< ${MODELS_MB} MB`, most < MODELS_MB * MEGABYTE),
    ];
  }

  /** Each crash in each child process, `count` times at random moments of a frame. */
  async crashes(count: number): Promise<Check[]> {
    await this.caller.call('deploy', { flow: soakFlow({ ...this.flow, timeoutSeconds: CRASH_TIMEOUT_SECONDS }) });
    await this.frame();
    const began = performance.now();
    await this.frame();
    const frameMs = performance.now() - began;
    const scripts = this.children().map(({ pid }) => scriptOf(pid));
    const checks: Check[] = [];
    for (const script of scripts) {
      for (const crash of crashes) {
        let [failed, broken] = [0, 0];
        for (let done = 0; done < count; done++) {
          const result = await this.crashOnce(script, crash, this.random.uniform(0, frameMs));
          if (result !== 'unharmed') failed++;
          if (result === 'broken') broken++;
        }
        await this.report(`${script}: ${crash.name}`);
        const name = `${script}: ${crash.name}, ${count} times, failed ${failed} frames, broke the next one`;
        checks.push(atMost(name, broken, 0));
      }
    }
    return checks;
  }

  /** Whether the crash failed a frame, and the frame after that one. */
  private async crashOnce(script: string, crash: Crash, afterMs: number): Promise<'unharmed' | 'failed' | 'broken'> {
    const find = () => this.children().find(({ pid }) => scriptOf(pid) === script);
    // A process that was broken starts with a frame.
    if (!find()) await this.frame();
    const child = find();
    if (!child) throw new Error(`No process runs ${script}`);
    const inWork = this.frame();
    await sleep(afterMs);
    crash.happenTo(child.pid);
    // A process that is stopped between two frames fails the next frame.
    const codes = [...(await inWork), ...(await this.frame())];
    if (isAlive(child.pid)) crash.undo?.(child.pid);
    const next = await this.frame();
    if (next.length > 0) return 'broken';
    return codes.length > 0 ? 'failed' : 'unharmed';
  }

  /** Images of several cameras at random rates. The process of the detector is killed three times in the first half. */
  async cameras(count: number, ms: number): Promise<Check[]> {
    const timeoutSeconds = this.flow.timeoutSeconds;
    const deploy = (phrases: number) =>
      this.caller.call('deploy', { flow: camerasFlow(promptOf(phrases), timeoutSeconds) });
    const phrases = await this.phrasesOf(TURN_MS, deploy);
    await deploy(phrases);
    await this.frame();
    const names = Array.from({ length: count }, (_, index) => `camera ${index + 1}`);
    const running = runCameras(names, ms, this.random, async (topic) => {
      const { received, codes } = await this.send({ payload: this.random.pick(this.images), topic });
      return received > 1 || codes.length > 0;
    });
    const [heaps, totals]: [Reading[], Reading[]] = [[], []];
    for (let part = 1; part <= 30; part++) {
      await sleep(ms / 30);
      if ([4, 8, 12].includes(part)) this.kill(DETECTOR_SCRIPT);
      const sample = await this.report(`${count} cameras, ${phrases} phrases`);
      if (part <= 15) continue;
      heaps.push({ frames: this.counts.frames, value: sample.heap / MEGABYTE });
      totals.push({ frames: this.counts.frames, value: (sample.total - sample.young) / MEGABYTE });
    }
    const turns = await running;
    const name = `turns of ${count} cameras (${[...turns.values()].join(', ')}), most - fewest`;
    return [
      atMost(name, differenceOf(turns), 1),
      flatCheck("heap and buffers of Node-RED's process", heaps, CAMERAS_HEAP_MB),
      flatCheck(WITHOUT_YOUNG, totals, CAMERAS_RESIDENT_MB),
    ];
  }

  /** The number of phrases, one pass each, with which a frame takes about `ms`. */
  private async phrasesOf(ms: number, deploy: (phrases: number) => Promise<void>): Promise<number> {
    const frameMs = async (phrases: number): Promise<number> => {
      await deploy(phrases);
      await this.frame();
      const began = performance.now();
      await this.frame();
      return performance.now() - began;
    };
    const [few, many] = [await frameMs(1), await frameMs(21)];
    return Math.max(1, Math.round(1 + ((ms - few) * 20) / Math.max(many - few, 1)));
  }

  private kill(script: string): void {
    const child = this.children().find(({ pid }) => scriptOf(pid) === script);
    if (child) process.kill(child.pid, 'SIGKILL');
  }

  private children(): ProcessInfo[] {
    return descendantsOf(this.nodeRed.pid!);
  }

  /** Checks that concern all messages. Ends Node-RED. */
  async end(): Promise<Check[]> {
    const until = performance.now() + LATE_MS;
    let { open, endedTwice } = await this.caller.call('sample', {});
    while (open > 0 && performance.now() < until) {
      await sleep(1000);
      ({ open, endedTwice } = await this.caller.call('sample', {}));
    }
    const children = this.children().map(({ pid }) => pid);
    const exited = once(this.nodeRed, 'exit');
    this.nodeRed.kill('SIGTERM');
    await exited;
    await sleep(END_MS);
    const left = children.filter(isAlive).length;
    const files = readdirSync(this.temporaryFolder, { recursive: true }).length;
    const { frames, late, defects, errors } = this.counts;
    const list = [...errors].map(([code, count]) => `${code} ${count}`).join(', ');
    return [
      atMost(`messages not ended, of ${frames}`, open, 0),
      atMost(`messages not ended within ${FRAME_TIMEOUT_MS / 1000} s (${late.join(', ') || 'none'})`, late.length, 0),
      atMost('messages ended twice', endedTwice, 0),
      atMost(`errors without a code or with INTERNAL_ERROR (${list || 'no errors'})`, defects, 0),
      atMost(`processes ${END_MS / 1000} s after SIGTERM`, left, 0),
      atMost('temporary files', files, 0),
    ];
  }

  private async frames(until: number): Promise<void> {
    while (performance.now() < until) await this.frame();
  }

  /** Returns the codes of the errors with which nodes ended it. */
  private async frame(message: object = { payload: this.random.pick(this.images) }): Promise<readonly string[]> {
    return (await this.send(message)).codes;
  }

  private async send(message: object): Promise<FrameEnd> {
    const end = await this.caller.call('frame', { to: nodeIds.detector, message, timeoutMs: FRAME_TIMEOUT_MS });
    const { open, codes, defects } = end;
    this.counts.frames++;
    if (open.length > 0) this.counts.late.push(open.join(' '));
    for (const code of codes) this.counts.errors.set(code, (this.counts.errors.get(code) ?? 0) + 1);
    this.counts.defects += defects.length;
    for (const defect of defects) process.stdout.write(`defect in ${defect}\n`);
    return end;
  }

  private async report(phase: string) {
    const sample = await this.caller.call('sample', {});
    const children = this.children();
    const total = residentBytes(this.nodeRed.pid!);
    const files = openFilesOf(this.nodeRed.pid!);
    const megabytes = (bytes: number): string => `${(bytes / MEGABYTE).toFixed(1).padStart(7)} MB`;
    const columns = [
      `${((performance.now() - this.started) / 60_000).toFixed(1).padStart(6)} min`,
      `${String(this.counts.frames).padStart(7)} frames`,
      `heap ${megabytes(sample.heap)}`,
      `resident ${megabytes(sample.rss)}, young ${megabytes(sample.young)}`,
      `${children.length} children ${megabytes(total - sample.rss)}`,
      `${sample.handles} handles`,
      `${files} files`,
      `delay ${sample.longestDelay.toFixed(0).padStart(4)} ms`,
      phase,
    ];
    process.stdout.write(`${columns.join('  ')}\n`);
    return { ...sample, total, files, children: children.length };
  }
}

const check = (name: string, measured: string, limit: string, holds: boolean): Check => ({
  name,
  measured,
  limit,
  holds,
});

const atMost = (name: string, value: number, limit: number): Check =>
  check(name, `${value}`, `<= ${limit}`, value <= limit);

const growthCheck = (name: string, growth: number): Check =>
  check(`growth of ${name}`, `${growth.toFixed(2)} MB per 1,000 frames`, `< ${GROWTH_MB} MB`, growth < GROWTH_MB);

/** @param readings of the second half, in MB */
function flatCheck(name: string, readings: readonly Reading[], limit: number): Check {
  const frames = readings.at(-1)!.frames - readings[0]!.frames;
  const grown = (growthPer1000(readings) * frames) / 1000;
  return check(`growth of ${name} in the second half`, `${grown.toFixed(1)} MB`, `< ${limit} MB`, grown < limit);
}

/** The file that the inference process runs. */
const DETECTOR_SCRIPT = 'src/engine/child/main.js';

/** A prompt with this many classes. */
const promptOf = (phrases: number): string =>
  Array.from({ length: phrases }, (_, index) => `circle => class ${index}`).join('. ');

const drawImages = (): Promise<Buffer[]> =>
  Promise.all(
    Array.from({ length: IMAGES }, (_, seed) =>
      encodeImage(drawScene(seed, { side: 320, forTraining: false }).pixels, 'jpeg', 90),
    ),
  );

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '10' },
      deploys: { type: 'string', default: String(DEPLOYS) },
      models: { type: 'string', default: String(MODELS) },
      crashes: { type: 'string', default: String(CRASHES) },
      cameras: { type: 'string' },
    },
  });
  const half = (Number(values.minutes) / 2) * 60_000;
  const folder = mkdtempSync(join(tmpdir(), 'soak-'));
  const flow = { datasetFolder: join(folder, 'dataset'), model: 'demo', timeoutSeconds: 20 };
  const userDir = makeUserDir(soakFlow(flow));
  const temporaryFolder = join(folder, 'tmp');
  mkdirSync(temporaryFolder);
  const nodeRed = fork(join(__dirname, 'node-red-side.js'), {
    serialization: 'advanced',
    execArgv: ['--expose-gc'],
    env: { ...process.env, TMPDIR: temporaryFolder },
  });
  const caller = new Caller<SoakApi>(processPort(nodeRed));
  nodeRed.on('exit', (code, signal) => caller.failAll(new Error(`Node-RED ended with ${signal ?? code}`)));
  try {
    await caller.call('start', { userDir });
    const soak = new Soak(nodeRed, caller, await drawImages(), flow, temporaryFolder);
    const phases = values.cameras
      ? await soak.cameras(Number(values.cameras), 2 * half)
      : [
          ...(await soak.steady(half)),
          ...(await soak.faulty(half)),
          ...(await soak.deploys(Number(values.deploys))),
          ...(await soak.models(Number(values.models))),
          ...(await soak.crashes(Number(values.crashes))),
        ];
    const checks = [...phases, ...(await soak.end())];
    for (const { name, measured, limit, holds } of checks) {
      process.stdout.write(`${holds ? 'holds' : 'FAILS'}  ${name}: ${measured} (limit ${limit})\n`);
    }
    process.exitCode = checks.every(({ holds }) => holds) ? 0 : 1;
  } finally {
    nodeRed.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
    rmSync(userDir, { recursive: true, force: true });
  }
}

void main().catch((error: unknown) => {
  process.stderr.write(`The soak failed: ${(error as Error).message}\n`);
  process.exitCode = 1;
});
