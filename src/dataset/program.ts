import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** This package. */
export const packageInfo = JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8')) as {
  readonly name: string;
  readonly version: string;
};

/** This package, as the writer of a dataset: `@grounded-sam/node-red 1.2.3`. */
export const program = `${packageInfo.name} ${packageInfo.version}`;
