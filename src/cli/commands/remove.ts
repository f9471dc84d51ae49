import { formatBytes, removeModel } from '../../index';
import { defineCommand } from '../command';
import { MODELS } from '../operands';

export const remove = defineCommand({
  name: 'remove',
  operands: MODELS,
  summary: 'remove downloaded models',
  flags: {},

  async run(_, models) {
    for (const model of models) {
      const bytes = await removeModel(model);
      process.stdout.write(bytes > 0 ? `Removed ${model}: ${formatBytes(bytes)}\n` : `${model} is not cached\n`);
    }
    return 0;
  },
});
