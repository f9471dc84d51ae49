// Runs the tests that touch Node-RED on Node-RED 5. It needs Node.js 22.9, this package only 20.19: on an older Node.js
// the tests run on Node.js 24, which npx fetches.
const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const folder = join(root, 'test/node-red-5');
const [major, minor] = process.versions.node.split('.').map(Number);
const node = major > 22 || (major === 22 && minor >= 9) ? 'node' : 'npx -y node@24';

function run(command, cwd, env = {}) {
  const { status } = spawnSync(command, { cwd, shell: true, stdio: 'inherit', env: { ...process.env, ...env } });
  if (status !== 0) process.exit(status ?? 1);
}

if (!existsSync(join(folder, 'node_modules/node-red'))) run('npm ci --no-audit --no-fund', folder);
const tests = ['flows', 'editor', 'package'].map((name) => `dist/test/${name}/*.test.js`);
run(`${node} node_modules/mocha/bin/mocha.js ${tests.join(' ')}`, root, {
  NODE_RED_FOLDER: join(folder, 'node_modules/node-red'),
});
