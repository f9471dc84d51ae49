import { resolve } from 'node:path';
import { defineCommand } from '../command';
import { detectFlags } from '../detect-flags';
import { exportFlags } from '../export-flags';
import { lookFrom } from '../look-flags';
import { maskFlags, segmenterSettings } from '../mask-flags';
import { DATASET, oneDataset } from '../operands';
import { relabelDataset } from '../relabel-dataset';

const { boxesOnly } = exportFlags;

export const relabel = defineCommand({
  name: 'relabel',
  operands: { ...DATASET, name: `${DATASET.name} --prompt "cat. dog."` },
  summary: 'detect the objects of a dataset again, except those that a person reviewed',
  details: `DATASET is the folder of a dataset of this package, as export and dataset-export write it. Convert others first.
Objects that a person accepted, rejected or drew stay as they are; a detection that is one of these is left out. All other objects are
replaced. Run the same command again to resume after any interruption.`,
  flags: { ...detectFlags, ...maskFlags, boxesOnly },

  run: (values, operands) =>
    relabelDataset(resolve(oneDataset(operands, 'relabelled')), {
      ...values,
      look: lookFrom(values),
      segmenter: values.boxesOnly ? undefined : segmenterSettings(values),
    }),
});
