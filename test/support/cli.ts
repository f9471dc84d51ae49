import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

export interface CliOutcome {
  /** `null` if a signal ended the process. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliRun {
  readonly child: ChildProcess;
  /** Standard output so far. */
  readonly stdout: () => string;
  readonly outcome: Promise<CliOutcome>;
}

export const cliPath = join(process.cwd(), 'dist/src/cli.js');

/** Starts `grounded-sam` in a folder. */
export function startCli(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): CliRun {
  const child = spawn(process.execPath, [cliPath, ...args], { cwd, env: { ...process.env, ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const outcome = new Promise<CliOutcome>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
  return { child, stdout: () => stdout, outcome };
}

export const runCli = (cwd: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<CliOutcome> =>
  startCli(cwd, args, env).outcome;
