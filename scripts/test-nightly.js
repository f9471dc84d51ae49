// `npm run test:nightly -- --pictures 5000 --messages 20000 --seed N`: mutated pictures and malformed messages through all
// nodes in a real Node-RED. Without a seed, each day has its own. Then 100,000 images through trackers, whose memory is measured, and
// 100 crashes while a model is downloaded, and while one is repaired. The example for the dashboard, with its package. 50 images are
// reviewed in a browser.
const { spawnSync } = require('node:child_process');
const { parseArgs } = require('node:util');

const { values } = parseArgs({
  options: {
    pictures: { type: 'string', default: '5000' },
    messages: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 86_400_000)) },
  },
});
for (const [name, value] of Object.entries(values)) {
  if (!/^\d+$/.test(value)) throw new Error(`--${name} must be a whole number, got ${value}`);
}
console.log(`Seed ${values.seed}`);

// 135 MB: too large for every installation.
const dashboard = '--prefix node_modules/.cache/dashboard --ignore-scripts @flowfuse/node-red-dashboard';
spawnSync(`npm install --no-audit --no-fund ${dashboard}`, { shell: true, stdio: 'inherit' });

const files = [
  'flows/dashboard',
  'flows/mutated-pictures',
  'flows/malformed-messages',
  'review/review',
  'src/tracking/memory',
  'src/engine/random-crashes',
].map((name) => `dist/test/${name}.test.js`);
const { status } = spawnSync(process.execPath, [require.resolve('mocha/bin/mocha.js'), ...files], {
  env: {
    ...process.env,
    SEED: values.seed,
    MUTATED_PICTURES: values.pictures,
    MALFORMED_MESSAGES: values.messages,
    TRACKED_IMAGES: '100000',
    CRASHES: '100',
    REVIEWED_IMAGES: '50',
  },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
