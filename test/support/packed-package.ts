import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { packageFolder } from '../../scripts/user-dir';
import { userEnvironment } from './environment';

/** Not part of a fresh clone, or too large to copy for nothing. */
const LEFT_OUT = new Set(['.git', 'node_modules', 'dist', '.cache', 'data', 'fixtures']);

/**
 * Runs npm and returns its standard output. Calls npm's script, because Windows starts `npm.cmd` only through a shell.
 * @throws Error with npm's standard error where it exits with anything but 0
 */
export function npm(cwd: string, ...args: string[]): string {
  const script = process.env.npm_execpath;
  const [command, ...first] = script ? [process.execPath, script] : ['npm'];
  // In the environment, because npm 12 refuses command line options that it does not know.
  const env = { ...userEnvironment, ONNXRUNTIME_NODE_INSTALL: 'skip' };
  return execFileSync(command!, [...first, ...args], { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/**
 * Packs a copy of this repository as `npm publish` does. These tests run from the built files, which packing removes.
 * @param folder an empty folder
 * @param stale a file as an earlier build may have left it, relative to the root: `dist/src/stale.js`
 * @returns the path of the tarball
 */
export function packInto(folder: string, stale: string): string {
  const clone = join(folder, 'clone');
  cpSync(packageFolder, clone, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) });
  symlinkSync(join(packageFolder, 'node_modules'), join(clone, 'node_modules'), 'junction');
  mkdirSync(join(clone, stale, '..'), { recursive: true });
  writeFileSync(join(clone, stale), '');
  npm(clone, 'pack', '--pack-destination', folder);
  return join(folder, readdirSync(folder).find((file) => file.endsWith('.tgz'))!);
}

/** The packages needed at run time, in the versions that npm has in its cache since they were installed here. */
function runtimeLock(): object {
  const lock = JSON.parse(readFileSync(join(packageFolder, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>;
  };
  const packages = Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && !dev);
  return { ...lock, packages: Object.fromEntries(packages) };
}

/**
 * Installs a tarball into a new user directory, as the palette manager does, without the download that needs a network. A lock
 * file makes npm use its cache.
 */
export function installInto(userDir: string, tarball: string): void {
  mkdirSync(userDir);
  writeFileSync(join(userDir, 'package.json'), '{"name": "user-dir", "private": true}');
  writeFileSync(join(userDir, 'package-lock.json'), JSON.stringify(runtimeLock()));
  const options = ['--prefer-offline', '--no-audit', '--no-fund', '--omit=dev', '--engine-strict'];
  npm(userDir, 'install', tarball, ...options);
}
