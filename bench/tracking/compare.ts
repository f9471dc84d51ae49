// Compares our tracker with the Python package `trackers` on the scenes of the tests, boxes only:
// TRACKERS_PYTHON=../venv/bin/python node dist/bench/tracking/compare.js
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ScoredFrame } from './association';
import { hotaScore } from './hota';
import { identityScore } from './idf1';
import { readScene, type TrackingScene, trackScene } from './scene';

type Row = [id: number, x: number, y: number, width: number, height: number];

interface PeerRun {
  readonly peer: string;
  readonly settings: Readonly<Record<string, number>>;
  readonly results: Readonly<Record<string, readonly Row[][]>>;
}

const SCENES = 'test/fixtures/tracking/scenes';

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function scored(scene: TrackingScene, results: readonly Row[][]): ScoredFrame[] {
  return scene.frames.map(({ objects }, index) => ({
    objects: objects.map(([id, ...bbox]) => ({ id, bbox })),
    results: results[index]!.map(([id, ...bbox]) => ({ id, bbox })),
  }));
}

const idf1Of = (sequences: readonly ScoredFrame[][]): number =>
  mean(sequences.map((frames) => identityScore(frames).idf1));
const hotaOf = (sequences: readonly ScoredFrame[][]): number => mean(sequences.map((frames) => hotaScore(frames).hota));

function runPeers(scenes: Readonly<Record<string, TrackingScene>>): PeerRun[] {
  const folder = mkdtempSync(join(tmpdir(), 'tracking-'));
  try {
    const [input, output] = [join(folder, 'scenes.json'), join(folder, 'results.json')];
    writeFileSync(input, JSON.stringify(scenes));
    const python = process.env.TRACKERS_PYTHON ?? 'python3';
    const { status } = spawnSync(python, ['bench/tracking/peers.py', input, output], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (status !== 0) throw new Error('The peers did not run: see above');
    return JSON.parse(readFileSync(output, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

for (const fps of ['15', '5', '1', '0.3']) {
  const names = readdirSync(SCENES).filter((name) => name.endsWith(`-${fps}fps.json.br`));
  const scenes = Object.fromEntries(names.map((name) => [name, readScene(join(SCENES, name))]));
  const ours = names.map((name) => trackScene(scenes[name]!));
  console.log(`${fps} images per second: ours IDF1 ${idf1Of(ours).toFixed(3)}, HOTA ${hotaOf(ours).toFixed(3)}`);

  const runs = runPeers(scenes).map((run) => {
    const frames = names.map((name) => scored(scenes[name]!, run.results[name]!));
    return { ...run, frames, idf1: idf1Of(frames) };
  });
  for (const peer of new Set(runs.map((run) => run.peer))) {
    // The peer's best settings at this rate, chosen on the scenes that are scored: in its favour.
    const best = runs.filter((run) => run.peer === peer).reduce((a, b) => (b.idf1 > a.idf1 ? b : a));
    const settings = JSON.stringify(best.settings);
    console.log(`  ${peer}: IDF1 ${best.idf1.toFixed(3)}, HOTA ${hotaOf(best.frames).toFixed(3)}, ${settings}`);
  }
}
