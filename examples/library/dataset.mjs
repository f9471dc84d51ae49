// Makes a COCO dataset from a folder of images: node dataset.mjs photos "cyan star. blue ring" dataset
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { modelProvenance, openDataset, openEngine, parsePrompt } from '@grounded-sam/node-red';

const [folder, prompt, output] = process.argv.slice(2);
const classes = parsePrompt('prompt', prompt);
const model = { model: 'demo', dtype: 'auto', baseFolder: process.cwd() };
const engine = openEngine();
const dataset = await openDataset(resolve(output), {
  format: 'coco',
  classes: classes.filter(({ isDecoy }) => !isDecoy).map(({ label }) => label),
});

try {
  const names = await readdir(folder);
  for (const name of names.filter((file) => /\.(jpe?g|png|webp)$/i.test(file))) {
    const image = await readFile(join(folder, name));
    // An earlier run added the same bytes: running the script again resumes.
    if (await dataset.find(image)) continue;
    const boxes = await engine.detect({ image, model, classes });
    const masks = await engine.segment({ image, model, detections: boxes.detections });
    const { file, split } = await dataset.add({ image, name, size: masks.image }, masks.detections, {
      detector: { ...modelProvenance(boxes.model), prompt },
      segmenter: modelProvenance(masks.model),
    });
    console.log(`${name}: ${masks.detections.length} objects, ${split}, ${file}`);
  }
} finally {
  // Writes the annotation files.
  await dataset.close();
  await engine.close();
}
