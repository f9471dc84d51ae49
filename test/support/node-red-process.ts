import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FlowNode, makeUserDir } from '../../scripts/user-dir';
import { nodeRedFolder } from './node-red-folder';
import { freePort } from './servers';

/** A Node-RED with its editor, in a process of its own and with a throw-away user directory. */
export interface NodeRedProcess {
  readonly url: string;
  /** What Node-RED logged so far. */
  readonly log: () => string;
  readonly pid: number;
  /** @param signal SIGTERM by default */
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

const SETTINGS = {
  uiHost: '127.0.0.1',
  credentialSecret: false,
  editorTheme: { tours: false, projects: { enabled: false } },
  telemetry: { enabled: false, updateNotification: false },
};

export interface NodeRedOptions {
  /** Beside the environment of the tests. */
  readonly env?: Readonly<Record<string, string>>;
  /** Beside the usual settings. */
  readonly settings?: object;
  /** The setting `httpAdminRoot`. */
  readonly adminRoot?: string;
  /** By default a free one. */
  readonly port?: number;
}

/** Starts Node-RED with this package linked into a user directory that is removed at the end. */
export async function startNodeRed(flow: readonly FlowNode[], options: NodeRedOptions = {}): Promise<NodeRedProcess> {
  const userDir = makeUserDir(flow);
  const { stop, ...running } = await startNodeRedIn(userDir, options);
  return {
    ...running,
    stop: async (signal) => {
      await stop(signal);
      rmSync(userDir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Starts Node-RED in a user directory as it stands. */
export async function startNodeRedIn(
  userDir: string,
  { env, settings: own, adminRoot = '', port: given }: NodeRedOptions = {},
): Promise<NodeRedProcess> {
  const port = given ?? (await freePort());
  const settings = { ...SETTINGS, ...own, flowFile: 'flows.json', uiPort: port, httpAdminRoot: adminRoot || '/' };
  writeFileSync(join(userDir, 'settings.js'), `module.exports = ${JSON.stringify(settings)}`);
  const child = spawn(process.execPath, [join(nodeRedFolder, 'red.js'), '--userDir', userDir], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let log = '';
  child.stdout.on('data', (data) => (log += data));
  child.stderr.on('data', (data) => (log += data));

  const stop = (signal?: NodeJS.Signals): Promise<void> => end(child, signal);
  const url = `http://127.0.0.1:${port}`;
  try {
    await answers(`${url}${adminRoot}`, child);
  } catch (error) {
    await stop();
    throw new Error(`Node-RED did not start:\n${log}`, { cause: error });
  }
  return { url, log: () => log, pid: child.pid!, stop };
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`It exited with code ${child.exitCode}`);
    const response = await fetch(`${url}/flows`).catch(() => undefined);
    // 401 where strangers may not read flows.
    if (response?.ok || response?.status === 401) return;
    await sleep(100);
  }
  throw new Error('It did not answer within 30 s');
}

async function end(child: ChildProcess, signal?: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await exited;
  clearTimeout(timer);
}
