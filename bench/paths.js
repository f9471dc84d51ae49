// Where the benchmarks find what they measure.
const { mkdirSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const cache = join(__dirname, '.cache');
mkdirSync(cache, { recursive: true });

module.exports = {
  root,
  cache,
  /** A module of the built library. */
  built: (path) => require(join(root, 'dist', path)),
  /** A package that the library or Node-RED uses: the very copy, not the peers' one. */
  ours: (name) => require(require.resolve(name, { paths: [root] })),
};
