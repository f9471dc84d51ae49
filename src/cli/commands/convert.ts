import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Dataset, messageOf, openDataset, type ReadPicture, readDataset, VisionError } from '../../index';
import { defineCommand } from '../command';
import { counted } from '../counted';
import { exportFlags } from '../export-flags';
import { DATASET, oneDataset } from '../operands';

const { out, format, split, masks, tolerance, crowdForRle, skipEmpty } = exportFlags;

export const convert = defineCommand({
  name: 'convert',
  operands: { ...DATASET, name: `${DATASET.name} --out FOLDER` },
  summary: 'convert a dataset: of this package, COCO, YOLO, Label Studio or CVAT',
  details: `DATASET is a folder or a file. Classes keep their ids. Images keep the split that the dataset says; others get one by --split.
Images with the same bytes become one, with the annotations of the last one.`,
  flags: { out, format, split, masks, tolerance, crowdForRle, skipEmpty },

  async run({ out: folder, skipEmpty, ...settings }, operands) {
    const source = await readDataset(oneDataset(operands, 'converted'));
    const { classes } = source;
    const dataset = await openDataset(resolve(folder), { ...settings, classes, keepEmpty: !skipEmpty });
    const counts = { images: 0, same: 0, failed: 0, objectsOf: new Map<string, number>() };
    try {
      const onFailure = (name: string, message: string): void => {
        counts.failed++;
        process.stderr.write(`${name}: ${message}\n`);
      };
      for await (const picture of source.pictures(onFailure)) await addOne(dataset, picture, counts, onFailure);
    } finally {
      await dataset.close();
    }
    const objects = [...counts.objectsOf.values()].reduce((sum, count) => sum + count, 0);
    const same = counts.same > 0 ? `, ${counts.same} of them with the bytes of another` : '';
    process.stdout.write(
      `${source.kind} -> ${settings.format}: ${counted(counts.images, 'image')}${same}, ${counted(objects, 'object')}\n`,
    );
    if (counts.failed > 0) process.stderr.write(`${counted(counts.failed, 'image')} failed\n`);
    return counts.failed > 0 ? 1 : 0;
  },
});

/** One image that cannot be read does not end the conversion. */
async function addOne(
  dataset: Dataset,
  { file, split, detections, size, provenance }: ReadPicture,
  counts: Record<'images' | 'same', number> & { readonly objectsOf: Map<string, number> },
  onFailure: (name: string, message: string) => void,
): Promise<void> {
  try {
    const picture = { image: await readFile(file), name: file, ...(split && { split }), ...(size && { size }) };
    const { file: written, isNew, objects } = await dataset.add(picture, detections, provenance);
    if (written === null) return;
    counts.images++;
    counts.objectsOf.set(written, objects);
    if (!isNew) counts.same++;
  } catch (error) {
    // The dataset itself cannot be written: no other image can either.
    if (error instanceof VisionError && error.code === 'BAD_DATASET') throw error;
    onFailure(file, messageOf(error));
  }
}
