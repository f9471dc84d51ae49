import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The root of this repository, seen from `dist/scripts/`. */
export const packageFolder = resolve(__dirname, '../..');

/** The picture that the examples search. */
export const samplePicture = join(packageFolder, 'examples/pictures/shapes.jpg');

/** A node of a flow file. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

/** Makes a user directory that may be thrown away, with this package linked into it as if it were installed there. */
export function makeUserDir(flow: readonly FlowNode[]): string {
  const userDir = mkdtempSync(join(tmpdir(), 'grounded-sam-'));
  const scope = join(userDir, 'node_modules/@grounded-sam');
  mkdirSync(scope, { recursive: true });
  symlinkSync(packageFolder, join(scope, 'node-red'), 'junction');
  writeFileSync(join(userDir, 'package.json'), '{"name": "throw-away", "private": true}');
  writeFileSync(join(userDir, 'flows.json'), JSON.stringify(flow));
  return userDir;
}

/** The example flows by file name, in order. */
export function exampleFlows(): Map<string, FlowNode[]> {
  const folder = join(packageFolder, 'examples/flows');
  const files = readdirSync(folder).sort();
  return new Map(files.map((file) => [file, JSON.parse(readFileSync(join(folder, file), 'utf8')) as FlowNode[]]));
}
