// Makes a fresh clone ready to run: installs the packages of package-lock.json unless they are up to date, then builds.
const { spawnSync } = require('node:child_process');
const { existsSync, statSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const installed = join(root, 'node_modules/.package-lock.json');
const isInstalled =
  existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;

// The set-up writes to standard error, because standard output belongs to the command that follows. onnxruntime-node does not
// download CUDA libraries: npm 11 and 12 run no such scripts (allowScripts), and npm 10 passes on the variable.
function run(command) {
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' };
  const { status } = spawnSync(command, { cwd: root, env, shell: true, stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
}

if (!isInstalled) run('npm ci --no-audit --no-fund');
run('npm run --silent build');
