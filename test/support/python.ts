import { spawnSync } from 'node:child_process';

/**
 * The Python that an environment variable names, by default `python3`.
 * @returns `undefined` without these modules: see CONTRIBUTING.md
 */
export function pythonWith(modules: string, variable: string): string | undefined {
  const python = process.env[variable] ?? 'python3';
  return spawnSync(python, ['-c', `import ${modules}`]).status === 0 ? python : undefined;
}

/**
 * Runs a script of `test/python`.
 * @returns the JSON in the last line of its output
 */
export function runPython<Result>(python: string, script: string, args: readonly string[]): Result {
  const { stdout, stderr, status } = spawnSync(python, [`test/python/${script}`, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Result;
}
