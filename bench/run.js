// npm run bench [comparison...]: runs the comparisons, all or those named, and prints one table.
const { execSync } = require('node:child_process');
const { existsSync, statSync } = require('node:fs');
const { cpus } = require('node:os');
const { join } = require('node:path');

const comparisons = ['event-loop', 'chain', 'clone', 'masks', 'render'];

/** The peers are of no use to anything else, so they have a package of their own. */
function installPeers() {
  const installed = join(__dirname, 'node_modules/.package-lock.json');
  const lock = join(__dirname, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  execSync('npm ci --no-audit --no-fund', { cwd: __dirname, stdio: ['ignore', 2, 2] });
}

async function main(wanted) {
  installPeers();
  const { heavyModels } = require('./heavy-models');
  const { table } = require('./table');
  console.error('models ...');
  await heavyModels();
  const rows = [];
  const notes = [];
  for (const name of wanted) {
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

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !comparisons.includes(name));
if (unknown) throw new Error(`There is no comparison ${unknown}: ${comparisons.join(', ')}`);
// Engines and onnxruntime's threads would keep the process alive.
main(wanted.length > 0 ? wanted : comparisons).then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
