import { datasetReport } from '../../index';
import { defineCommand } from '../command';
import { counted } from '../counted';
import { type Flag, numberFlag } from '../flag';
import { DATASET, oneDataset } from '../operands';
import { openResultFile } from '../result-file';

const out: Flag<string> = {
  placeholder: 'FILE',
  help: 'the HTML file; default report.html',
  read: (text = 'report.html') => text,
};

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
    const result = await openResultFile(file);
    let failed = 0;
    const onFailure = (failedFile: string, message: string): void => {
      failed++;
      process.stderr.write(`${failedFile}: ${message}\n`);
    };
    const { html, statistics } = await datasetReport(path, { sheet, onFailure });
    await result.write(html);
    process.stdout.write(
      `${counted(statistics.images, 'image')}, ${counted(statistics.objects, 'object')} -> ${file}\n`,
    );
    return failed > 0 ? 1 : 0;
  },
});
