// The folders and modules that the benchmarks measure.
const { mkdirSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const cache = join(__dirname, '.cache');
mkdirSync(cache, { recursive: true });

module.exports = {
  root,
  cache,
  /** Loads a module of the built library; `path` is relative to dist. */
  built: (path) => require(join(root, 'dist', path)),
  /** Loads a package from the node_modules of the repository, the copy that the library uses, not the peers' copy. */
  ours: (name) => require(require.resolve(name, { paths: [root] })),
};
