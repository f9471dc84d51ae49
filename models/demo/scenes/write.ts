// Writes drawn scenes as a COCO dataset: images, and annotations.json with boxes, masks and phrases.
//
//     node dist/models/demo/scenes/write.js --out FOLDER [--count 24] [--seed 0] [--size 320] [--training] [--packed 192,256]
//
// --count: number of scenes. --seed: of the first scene; each next scene has the next seed. --size: side of the scenes
// in pixels. --training: draws no held-out kinds. --packed: instead of one PNG per scene, writes one file per size with
// the pixels of all scenes, resized as the chain resizes them: pictures-192.bin, uint8 [count, 192, 192, 3].

import { once } from 'node:events';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { invalidInput } from '../../../src';
import { encodeImage } from '../../../src/image/encode';
import type { RgbPixels } from '../../../src/image/pixels';
import { resizePixels } from '../../../src/image/resize';
import { addScene, emptyDataset } from './coco';
import { drawScene } from './scene';
import { wholeNumber } from './whole-number';

interface ImageWriter {
  /** Writes an image and returns the name of its file. */
  add(pixels: RgbPixels, index: number): Promise<string>;
  end(): Promise<void>;
}

const pngFiles = (folder: string): ImageWriter => ({
  async add(pixels, index) {
    const name = `scene_${String(index).padStart(5, '0')}.png`;
    writeFileSync(join(folder, name), await encodeImage(pixels, 'png', 100));
    return name;
  },
  end: async () => {},
});

function packedFile(folder: string, side: number): ImageWriter {
  const name = `pictures-${side}.bin`;
  const file = createWriteStream(join(folder, name));
  return {
    async add(pixels) {
      const resized = await resizePixels(pixels, { width: side, height: side });
      if (!file.write(resized)) await once(file, 'drain');
      return name;
    },
    async end() {
      file.end();
      await once(file, 'close');
    },
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      count: { type: 'string', default: '24' },
      seed: { type: 'string', default: '0' },
      size: { type: 'string', default: '320' },
      training: { type: 'boolean', default: false },
      packed: { type: 'string' },
    },
  });
  if (values.out === undefined) throw invalidInput('--out', 'a folder', values.out);
  const folder = values.out;
  const count = wholeNumber('--count', values.count, 1);
  const firstSeed = wholeNumber('--seed', values.seed);
  const options = { side: wholeNumber('--size', values.size, 1), forTraining: values.training };
  const packedSides = values.packed?.split(',').map((side) => wholeNumber('--packed', side, 1));
  mkdirSync(folder, { recursive: true });
  const writers = packedSides?.map((side) => packedFile(folder, side)) ?? [pngFiles(folder)];
  const dataset = emptyDataset();
  for (let index = 0; index < count; index++) {
    const scene = drawScene(firstSeed + index, options);
    const names = [];
    for (const writer of writers) names.push(await writer.add(scene.pixels, index));
    addScene(dataset, scene, names[0]!);
  }
  for (const writer of writers) await writer.end();
  writeFileSync(join(folder, 'annotations.json'), JSON.stringify(dataset));
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
