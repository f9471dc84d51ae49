import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

export const hasFfmpeg = (): boolean => spawnSync('ffmpeg', ['-version']).status === 0;

/** Skips the tests of a block without ffmpeg. */
export function skipWithoutFfmpeg(test: Mocha.Context): void {
  if (hasFfmpeg()) return;
  console.log('      skipped: ffmpeg is not installed');
  test.skip();
}

/** Runs ffmpeg, which must succeed. */
export function runFfmpeg(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('ffmpeg', ['-loglevel', 'error', ...args], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}
