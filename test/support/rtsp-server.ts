import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasFfmpeg, runFfmpeg } from './ffmpeg';

const SCRIPT = join(process.cwd(), 'test/support/rtsp_server.py');
// The packages of Debian belong to its own Python.
const PYTHON = '/usr/bin/python3';

const runs = (command: string, args: readonly string[]): boolean => spawnSync(command, args).status === 0;

/** Why RTSP cannot be tested on this machine, or `undefined`. */
export function rtspMissing(): string | undefined {
  if (!hasFfmpeg()) return 'ffmpeg is not installed';
  const load = "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer";
  return runs(PYTHON, ['-c', load]) ? undefined : 'the RTSP server of GStreamer is not installed for /usr/bin/python3';
}

/** Skips the tests of a block if RTSP cannot be tested here. */
export function skipWithoutRtsp(test: Mocha.Context): void {
  const missing = rtspMissing();
  if (!missing) return;
  console.log(`      skipped: ${missing}`);
  test.skip();
}

export interface Video {
  readonly path: string;
  remove(): void;
}

/** A video of 10 images per second with moving shapes, and a key frame each second. */
export function makeVideo({ seconds = 60, size = '320x240', keyFrameEvery = 10 } = {}): Video {
  const folder = mkdtempSync(join(tmpdir(), 'video-'));
  const path = join(folder, 'video.mkv');
  const source = ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=10`, '-t', String(seconds)];
  const encoder = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '0', '-g', String(keyFrameEvery)];
  runFfmpeg(...source, ...encoder, path);
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface RtspServer {
  /** `127.0.0.1:port/camera` */
  readonly place: string;
  readonly port: number;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

export interface RtspServerSettings {
  /** The stream, as GStreamer describes pipelines. Its last elements are `pay0`, `pay1` and so on. */
  readonly launch: string;
  readonly login?: readonly [method: 'basic' | 'digest', user: string, password: string];
  /** By default all that the server knows. */
  readonly transport?: 'tcp' | 'udp';
  /** Files in PEM of the certificate and its key. With them, the server speaks `rtsps` only. */
  readonly certificate?: readonly [certificate: string, key: string];
  readonly port?: number;
}

/** The stream of a video of `makeVideo`. */
export const streamOf = ({ path }: Video): string =>
  `filesrc location=${path} ! matroskademux ! rtph264pay name=pay0 config-interval=1 pt=96`;

export async function startRtspServer(settings: RtspServerSettings): Promise<RtspServer> {
  const child = spawn(PYTHON, [SCRIPT, JSON.stringify(settings)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  const bound = Number(String(line));
  return {
    place: `127.0.0.1:${bound}/camera`,
    port: bound,
    process: child,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}
