import { downloadModel, openHub, preferredDtypes } from '../../index';
import { defineCommand } from '../command';
import { dtypeFlag } from '../detect-flags';
import { MODELS } from '../operands';
import { progressPrinter } from '../progress-printer';

export const download = defineCommand({
  name: 'download',
  operands: MODELS,
  summary: 'download models before their first use',
  details: 'Downloads the files of every task of a model: detection, segmentation or both.',
  flags: { dtype: dtypeFlag },

  async run({ dtype }, models) {
    const hub = openHub();
    const dtypes = preferredDtypes(dtype);
    const onProgress = progressPrinter(process.stderr);
    for (const model of models) {
      for (const files of await downloadModel(
        hub,
        { model, dtype, baseFolder: process.cwd() },
        { dtypes, onProgress },
      )) {
        process.stdout.write(`${model} ${files.dtype} is in ${files.folders[0]}\n`);
      }
    }
    return 0;
  },
});
