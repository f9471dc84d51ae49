// Compares our tracker with other ones on the same boxes, in one run:
// TRACKERS_PYTHON=../venv/bin/python:../venv2/bin/python node dist/bench/tracking/compare.js worlds|scenes
// `scenes` are those of the tests, `worlds` are generated worlds that were not used to choose our constants.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { filmWorld } from '../../models/demo/scenes/world/film';
import { worldKinds, worldSize } from '../../models/demo/scenes/world/worlds';
import type { ScoredFrame } from './association';
import { hotaScore } from './hota';
import { identityScore } from './idf1';
import { trackWithMovingThings } from './moving-things';
import { readScene, type TrackingScene, trackScene } from './scene';

type Row = readonly [id: number, x: number, y: number, width: number, height: number];
type Scenes = Readonly<Record<string, TrackingScene>>;

interface PeerRun {
  readonly peer: string;
  readonly version: string;
  readonly settings: Readonly<Record<string, number>>;
  /** Rows of each frame, by the name of the scene. */
  readonly results: Readonly<Record<string, readonly (readonly Row[])[]>>;
}

const FILES = 'test/fixtures/tracking/scenes';
/** No constant of ours was chosen by these. */
const SEEDS = [1001, 1002, 1003, 1004];
/** Images per second, and the length of worlds in seconds. */
const RATES = [
  { fps: 0.3, seconds: 150 },
  { fps: 1, seconds: 150 },
  { fps: 5, seconds: 90 },
  { fps: 15, seconds: 30 },
] as const;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const filesAt = (fps: number): Scenes =>
  Object.fromEntries(
    readdirSync(FILES)
      .filter((name) => name.endsWith(`-${fps}fps.json.br`))
      .map((name) => [name, readScene(join(FILES, name))]),
  );

const worldsAt = (fps: number, seconds: number): Scenes =>
  Object.fromEntries(
    worldKinds.flatMap((kind) =>
      SEEDS.map((seed) => [
        `${kind}-${seed}`,
        { fps, ...worldSize, frames: [...filmWorld(kind, seed, { fps, seconds })] },
      ]),
    ),
  );

/** Ours on the worlds of `worldsAt`, with the colours of the objects. Filmed one by one: their images take much memory. */
const colouredWorlds = (fps: number, seconds: number): ScoredFrame[][] =>
  worldKinds.flatMap((kind) =>
    SEEDS.map((seed) => trackScene({ ...worldSize, frames: filmWorld(kind, seed, { fps, seconds, colours: true }) })),
  );

function scored(scene: TrackingScene, results: readonly (readonly Row[])[]): ScoredFrame[] {
  return scene.frames.map(({ objects }, index) => ({
    objects: objects.map(([id, ...bbox]) => ({ id, bbox })),
    results: results[index]!.map(([id, ...bbox]) => ({ id, bbox })),
  }));
}

const scoresOf = (sequences: readonly ScoredFrame[][]) => ({
  idf1: mean(sequences.map((frames) => identityScore(frames).idf1)),
  hota: mean(sequences.map((frames) => hotaScore(frames).hota)),
});

/** The peers that are installed in a Python. */
function runPython(python: string, scenes: Scenes): PeerRun[] {
  const folder = mkdtempSync(join(tmpdir(), 'tracking-'));
  try {
    const [input, output] = [join(folder, 'scenes.json'), join(folder, 'results.json')];
    writeFileSync(input, JSON.stringify(scenes));
    const { status } = spawnSync(python, ['bench/tracking/peers.py', input, output], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (status !== 0) throw new Error('The peers did not run: see above');
    return JSON.parse(readFileSync(output, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runMovingThings(scenes: Scenes): PeerRun[] {
  const { version } = createRequire(resolve('bench/package.json'))('node-moving-things-tracker/package.json') as {
    version: string;
  };
  return [0.02, 0.05, 0.2].map((iouLimit) => ({
    ...{ peer: 'node-moving-things-tracker', version, settings: { iouLimit } },
    results: Object.fromEntries(
      Object.entries(scenes).map(([name, { fps, frames }]) => [name, trackWithMovingThings(frames, fps, iouLimit)]),
    ),
  }));
}

const print = (name: string, { idf1, hota }: { readonly idf1: number; readonly hota: number }): void =>
  console.log(`  ${name}: IDF1 ${idf1.toFixed(3)}, HOTA ${hota.toFixed(3)}`);

const [source = 'worlds'] = process.argv.slice(2);
const pythons = (process.env.TRACKERS_PYTHON ?? 'python3').split(':');
for (const { fps, seconds } of RATES) {
  const scenes = source === 'scenes' ? filesAt(fps) : worldsAt(fps, seconds);
  console.log(`${fps} images per second`);
  print('ours, boxes only', scoresOf(Object.values(scenes).map((scene) => trackScene(scene))));
  if (source === 'worlds') print('ours, boxes and colours', scoresOf(colouredWorlds(fps, seconds)));

  const runs = [...runMovingThings(scenes), ...pythons.flatMap((python) => runPython(python, scenes))].map((run) => ({
    ...run,
    ...scoresOf(Object.entries(scenes).map(([name, scene]) => scored(scene, run.results[name]!))),
  }));
  for (const peer of new Set(runs.map((run) => run.peer))) {
    // The peer's best settings at this rate, chosen on the scenes that are scored: in its favour.
    const best = runs.filter((run) => run.peer === peer).reduce((a, b) => (b.idf1 > a.idf1 ? b : a));
    print(`${peer} ${best.version}, ${JSON.stringify(best.settings)}`, best);
  }
}
