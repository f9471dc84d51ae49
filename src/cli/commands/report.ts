import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { writeWholeFile } from '../../files/whole-file';
import {
  differenceHash,
  messageOf,
  openRenderer,
  type Renderer,
  readDataset,
  renderDefaults,
  reportPage,
  type SheetPicture,
  StatisticsCounter,
  type UncertainPicture,
} from '../../index';
import { defineCommand } from '../command';
import { counted } from '../counted';
import { type Flag, numberFlag } from '../flag';
import { DATASET, oneDataset } from '../operands';

const out: Flag<string> = {
  placeholder: 'FILE',
  help: 'the HTML file; default report.html',
  read: (text = 'report.html') => text,
};

/** Width of an image from which its hash is made. */
const HASH_WIDTH = 72;
/** Width of an image on the contact sheet. */
const SHEET_WIDTH = 320;

export const report = defineCommand({
  name: 'report',
  operands: DATASET,
  summary: 'describe a dataset in one HTML file: counts, scores, duplicates',
  details: 'DATASET is a folder or a file: a dataset of this package, COCO, YOLO, Label Studio or CVAT.',
  flags: {
    out,
    sheet: numberFlag('NUMBER', { min: 0, max: 1000 }, 24, 'number of least certain images that are shown; default 24'),
  },

  async run({ out: file, sheet }, operands) {
    const path = oneDataset(operands, 'described');
    const { kind, classes, pictures } = await readDataset(path);
    const counter = new StatisticsCounter(classes, Math.floor(sheet));
    const renderer = openRenderer();
    let failed = 0;
    try {
      for await (const picture of pictures()) {
        try {
          const grey = await renderer.grey({ image: await readFile(picture.file), maxWidth: HASH_WIDTH });
          counter.add(picture, grey.image, differenceHash(grey));
        } catch (error) {
          failed++;
          process.stderr.write(`${picture.file}: ${messageOf(error)}\n`);
        }
      }
      const statistics = counter.result();
      const drawn = await drawSheet(renderer, statistics.uncertain);
      const name = basename(resolve(path));
      await writeWholeFile(resolve(file), reportPage({ name, kind, statistics, sheet: drawn }));
      process.stdout.write(
        `${counted(statistics.images, 'image')}, ${counted(statistics.objects, 'object')} -> ${file}\n`,
      );
    } finally {
      await renderer.close();
    }
    return failed > 0 ? 1 : 0;
  },
});

async function drawSheet(renderer: Renderer, pictures: readonly UncertainPicture[]): Promise<SheetPicture[]> {
  const drawn: SheetPicture[] = [];
  for (const { file, detections, lowestScore } of pictures) {
    const request = { ...renderDefaults, image: await readFile(file), detections, maxWidth: SHEET_WIDTH };
    const { data } = await renderer.render(request);
    drawn.push({ file, lowestScore, data });
  }
  return drawn;
}
