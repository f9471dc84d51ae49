import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

/** The Node-RED to test against: the one installed here, or another version's folder. */
export const nodeRedFolder = process.env.NODE_RED_FOLDER
  ? resolve(process.env.NODE_RED_FOLDER)
  : join(require.resolve('node-red/package.json'), '..');

/** Loads a package as that Node-RED does. */
export const requireOfNodeRed = createRequire(join(nodeRedFolder, 'package.json'));
