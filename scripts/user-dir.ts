import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The root of this repository, resolved from `dist/scripts/`. */
export const packageFolder = resolve(__dirname, '../..');

/** Path of the image that the examples search. */
export const sampleImage = join(packageFolder, 'examples/pictures/shapes.jpg');

/** A node as a flow file stores it. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

/**
 * Makes a temporary user directory with `flow` and a link to this package, as if it were installed. Returns its path.
 */
export function makeUserDir(flow: readonly FlowNode[]): string {
  const userDir = mkdtempSync(join(tmpdir(), 'grounded-sam-'));
  const scope = join(userDir, 'node_modules/@grounded-sam');
  mkdirSync(scope, { recursive: true });
  symlinkSync(packageFolder, join(scope, 'node-red'), 'junction');
  writeFileSync(join(userDir, 'package.json'), '{"name": "temporary", "private": true}');
  writeFileSync(join(userDir, 'flows.json'), JSON.stringify(flow));
  return userDir;
}

/** The example flows by file name, sorted. */
export function exampleFlows(): Map<string, FlowNode[]> {
  const folder = join(packageFolder, 'examples/flows');
  const files = readdirSync(folder).sort();
  return new Map(files.map((file) => [file, JSON.parse(readFileSync(join(folder, file), 'utf8')) as FlowNode[]]));
}
