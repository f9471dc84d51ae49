import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { cameraSettings } from '../../support/camera-settings';

/** A part of a program that answers `-version` as ffmpeg does. */
const VERSION = '[ "$1" = -version ] && echo "ffmpeg version 7.1" && exit';
/** Milliseconds after which a program counts as hanging. */
const HANGS_MS = 25_000;

/** What `take` of an RTSP camera reports if the lines are the program `ffmpeg`. */
function taken(lines: readonly string[], timeoutMs: number): { readonly report: string; readonly ms: number } {
  const folder = mkdtempSync(join(tmpdir(), 'ffmpeg-'));
  writeFileSync(join(folder, 'ffmpeg'), ['#!/bin/sh', ...lines, ''].join('\n'), { mode: 0o755 });
  const script = `require('./dist/src').openCamera(JSON.parse(process.argv[1])).take(new AbortController().signal)
    .catch(({ code, message }) => { console.log(code, message); process.exit(); });`;
  const settings = JSON.stringify(cameraSettings('rtsp://admin:s3cret@127.0.0.1:1/', { timeoutMs }));
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` };
  const begin = performance.now();
  const { stdout } = spawnSync(process.execPath, ['-e', script, settings], {
    env,
    encoding: 'utf8',
    timeout: HANGS_MS,
  });
  rmSync(folder, { recursive: true });
  return { report: stdout, ms: performance.now() - begin };
}

describe('a camera over RTSP fails with a reason if ffmpeg', function () {
  this.timeout(60_000);
  this.slow(15_000);

  for (const [name, lines, expected] of [
    ['does not answer', ['exec sleep 60'], /^CAMERA_FAILED ffmpeg does not work \(no response within 10 s\)\. /],
    ['lacks a library', ['exit 127'], /^CAMERA_FAILED ffmpeg does not work \(exit code 127\)\. /],
    ['ignores SIGTERM', [VERSION, "trap '' TERM", 'while :; do sleep 0.1; done'], /sent no image within 2 s/],
    [
      'is a script whose program goes on',
      [VERSION, 'while :; do printf x; sleep 0.1; done &', 'wait'],
      /sent no image within 2 s/,
    ],
    [
      'writes megabytes of errors',
      [
        VERSION,
        'cat >/dev/null',
        'head -c 20000000 /dev/zero | tr "\\0" e >&2',
        'echo "Connection refused" >&2',
        'exit 1',
      ],
      /refuses the connection/,
    ],
    ['ends at once', [VERSION, 'exit 3'], /cannot be read \(ffmpeg ended without a reason\)/],
  ] as const) {
    it(name, function () {
      if (process.platform === 'win32') return this.skip();
      const { report, ms } = taken(lines, name === 'does not answer' ? 20_000 : 2000);

      assert.match(report, expected);
      assert.ok(!report.includes('s3cret'));
      assert.ok(ms < HANGS_MS);
    });
  }
});
