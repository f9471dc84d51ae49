import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const { name, version } = JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8')) as {
  name: string;
  version: string;
};

/** This package, as the writer of a dataset: `@grounded-sam/node-red 1.2.3`. */
export const program = `${name} ${version}`;
