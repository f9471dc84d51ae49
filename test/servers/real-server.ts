import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/servers';
import { until } from '../support/until';

/** How a real inference server is started. */
interface ServerKind {
  readonly name: string;
  /** The environment variable that names a Python with its packages. */
  readonly variable: string;
  /** In this folder. */
  readonly script: string;
  /** Whether the script takes a folder for its files. */
  readonly hasFolder: boolean;
}

export const serverKinds: readonly ServerKind[] = [
  { name: 'Triton', variable: 'PYTHON_TRITON', script: 'triton_server.py', hasFolder: true },
  { name: 'KServe', variable: 'PYTHON_KSERVE', script: 'kserve_server.py', hasFolder: false },
];

/** On the machine, and not in this project: a library, an instruction or a version of Python that the server does not run with. */
const MACHINE =
  /cannot open shared object file|version `\w+_[\d.]+' not found|Exec format error|Illegal instruction|No space left|python_backend_stubs/;

/** A real inference server on a port of its own, with files in a folder of its own. */
export class RealServer {
  readonly folder = mkdtempSync(join(tmpdir(), 'server-'));
  private child: ChildProcess | undefined;
  private reported = '';

  private constructor(
    private readonly kind: ServerKind,
    readonly port: number,
  ) {}

  /** A server that does not run yet. Skips the tests if there is no Python for it. */
  static async of(kind: ServerKind, test: Mocha.Context): Promise<RealServer> {
    if (process.env[kind.variable] === undefined) {
      console.log(`      skipped: ${kind.variable} does not name a Python with ${kind.name}`);
      test.skip();
    }
    return new RealServer(kind, await freePort());
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get isRunning(): boolean {
    return this.child !== undefined && this.child.exitCode === null && !this.child.signalCode;
  }

  /**
   * @param graphs files by their names on the server
   * @param loaded the only one of them that is loaded without a request. By default all are
   */
  async start(graphs: Readonly<Record<string, string>>, loaded?: string): Promise<void> {
    const { script, hasFolder, variable } = this.kind;
    const args = [
      ...[join('test/servers', script), `${this.port}`, ...(hasFolder ? [this.folder] : [])],
      ...Object.entries(graphs).map(([graph, file]) => `${graph}=${file}`),
      ...(loaded === undefined ? [] : ['--loaded', loaded]),
    ];
    // In a process group of its own, so that Triton's processes for its models end with it.
    this.child = spawn(process.env[variable]!, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
    this.reported = '';
    this.child.stderr!.on('data', (text) => {
      this.reported = (this.reported + text).slice(-4000);
    });
    const ready = `${this.address}/v2/models/${loaded ?? Object.keys(graphs)[0]}/ready`;
    await until(async () => {
      if (!this.isRunning) throw new Error(`the server ended: ${this.reported}`);
      return (await fetch(ready).catch(() => undefined))?.ok === true;
    });
  }

  /** Like `start`. Skips the tests if the machine cannot run the server. */
  async startOrSkip(test: Mocha.Context, ...args: Parameters<RealServer['start']>): Promise<void> {
    await this.start(...args).catch((error: Error) => {
      const reason = MACHINE.exec(error.message) && error.message.split('\n').find((line) => MACHINE.test(line));
      if (!reason) throw error;
      console.log(`      skipped: ${this.kind.name} does not run on this machine: ${reason}`);
      test.skip();
    });
  }

  /** Kills it and the processes that it started, also those that are left if it ended. */
  async kill(): Promise<void> {
    if (this.child?.pid === undefined) return;
    const closed = this.child.stderr!.closed ? undefined : once(this.child, 'close');
    try {
      process.kill(-this.child.pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
    // The pipe is closed by the last process that holds it.
    await closed;
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true });
  }
}
