import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder of this package. */
export const packageFolder = resolve(__dirname, '../../..');

/** The version of the package in a folder, by default of this one. */
export const packageVersion = (folder = packageFolder): string =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
