// npm run bench [-- comparison...]: runs the named comparisons, by default all, and prints one table.
const { execSync } = require('node:child_process');
const { existsSync, statSync } = require('node:fs');
const { cpus } = require('node:os');
const { join } = require('node:path');

const comparisons = [
  'event-loop',
  'chain',
  'clone',
  'masks',
  'render',
  'boundary',
  'tiles',
  'follow',
  'tracker',
  'gate',
  'server',
  'dataset',
];

/** Installs the peers into bench/node_modules unless they are up to date. Only the benchmarks need them. */
function installPeers() {
  const installed = join(__dirname, 'node_modules/.package-lock.json');
  const lock = join(__dirname, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' };
  execSync('npm ci --no-audit --no-fund', { cwd: __dirname, env, stdio: ['ignore', 2, 2] });
}

async function main(names) {
  installPeers();
  const { heavyModels } = require('./heavy-models');
  const { table } = require('./table');
  console.error('models ...');
  await heavyModels();
  const rows = [];
  const notes = [];
  for (const name of names) {
    console.error(`${name} ...`);
    const result = await require(`./${name}`).compare();
    rows.push(...result.rows);
    notes.push(...result.notes);
  }
  const [{ model }] = cpus();
  console.log(`${model}, ${cpus().length} cores, Node ${process.version}, no GPU used\n`);
  console.log(table(rows));
  console.log(`\n${notes.map((note) => `- ${note}`).join('\n')}`);
}

const requested = process.argv.slice(2);
const unknown = requested.find((name) => !comparisons.includes(name));
if (unknown) throw new Error(`comparison must be one of ${comparisons.join(', ')}, got ${unknown}`);
// process.exit, because engines and onnxruntime's threads would keep the process alive.
main(requested.length > 0 ? requested : comparisons).then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
