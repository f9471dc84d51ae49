// Detects, segments and draws objects: node draw.mjs shapes.jpg "cyan star. blue ring" drawn.jpg
import { readFile, writeFile } from 'node:fs/promises';
import { openEngine, openRenderer, parsePrompt, renderDefaults } from '@grounded-sam/node-red';

const [input, prompt, output] = process.argv.slice(2);
const model = { model: 'demo', dtype: 'auto', baseFolder: process.cwd() };
const engine = openEngine();
const renderer = openRenderer();

const image = await readFile(input);
const boxes = await engine.detect({ image, model, classes: parsePrompt('prompt', prompt) });
const { detections } = await engine.segment({ image, model, detections: boxes.detections });
const drawn = await renderer.render({ ...renderDefaults, image, detections });
await writeFile(output, drawn.data);

for (const { label, score, area } of detections) {
  console.log(`${label}: score ${score.toFixed(2)}, ${area} pixels`);
}
await renderer.close();
await engine.close();
