import { formatBytes, hubConfig, type InventoryItem, modelInventory, preferredDtypes } from '../../index';
import { defineCommand } from '../command';

export const models = defineCommand({
  name: 'models',
  summary: 'list models: size, licence, downloaded or not',
  flags: {},

  async run() {
    const header = ['model', 'task', 'licence', 'size', 'cached', 'phrases', 'notes'];
    const rows = [header, ...(await modelInventory({}, preferredDtypes())).map(rowOf)];
    const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
    for (const row of rows) {
      const cells = row.map((cell, column) => cell.padEnd(widths[column]!));
      process.stdout.write(`${cells.join('  ').trimEnd()}\n`);
    }
    process.stdout.write(`\nCache folder: ${hubConfig({}).cacheFolder}\n\n${ADVICE}\n`);
    return 0;
  },
});

const ADVICE = `On a processor, fp16 is slower than fp32: others measured about 2.5 times.
TensorRT rebuilds a detector for each new length of the prompt.`;

function rowOf({
  id,
  tasks,
  licence,
  downloadBytes,
  cachedDtypes,
  cachedBytes,
  phrases,
  notes,
}: InventoryItem): string[] {
  const cached =
    id === 'demo' ? 'built-in' : cachedDtypes.length > 0 ? cachedDtypes.join(', ') : cachedBytes > 0 ? 'partly' : 'no';
  const size = cachedBytes > 0 ? cachedBytes : downloadBytes;
  return [id, tasks.join(', '), licence, size === undefined ? '' : formatBytes(size), cached, phrases ?? '', notes];
}
