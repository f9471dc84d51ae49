// Makes a fresh clone ready to run: installs what package-lock.json names, and builds. Does nothing twice.
const { execSync } = require('node:child_process');
const { existsSync, statSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const installed = join(root, 'node_modules/.package-lock.json');
const isInstalled =
  existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;

// Output of the set-up goes to standard error: standard output belongs to the command that follows.
const run = (command) => execSync(command, { cwd: root, stdio: ['ignore', 2, 2] });
if (!isInstalled) run('npm ci --no-audit --no-fund');
run('npm run --silent build');
