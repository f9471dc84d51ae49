// node bench/one-pass/time.js [folder of export.py] [rounds]: twelve classes in one pass and one by one, in turns.
const { readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { built, cache, root } = require('../paths');

const { openEngine, parsePrompt } = built('src');
const labels = ['cat', 'dog', 'car', 'bus', 'person', 'chair', 'cup', 'laptop', 'vase', 'book', 'lamp', 'plant'];

async function main(folder = join(cache, 'one-pass'), rounds = '3') {
  const engine = openEngine('one-pass', { graceMs: 0, device: 'cpu', modelFolder: join(cache, 'one-pass-repaired') });
  const model = { model: resolve(folder), dtype: 'fp32', baseFolder: root };
  const image = readFileSync(join(root, 'test/fixtures/goldens/images/public/big_1920x1080.jpg'));
  const detect = (phrases) => engine.detect({ image, model, phrases, classes: parsePrompt('classes', labels) });
  await engine.load('detector', model);
  for (let round = 0; round < Number(rounds); round++) {
    const seconds = {};
    for (const mode of ['auto', 'one by one']) {
      const { phrases, ms } = await detect(mode);
      seconds[`${mode} (${phrases})`] = Number((ms.inference / 1000).toFixed(1));
    }
    console.log(JSON.stringify(seconds));
  }
  await engine.close();
}

main(...process.argv.slice(2)).then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
