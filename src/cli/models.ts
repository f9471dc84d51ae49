import {
  downloadModel,
  formatBytes,
  hubPlace,
  type InventoryItem,
  modelInventory,
  openHub,
  removeModel,
} from '../index';
import type { DownloadRequest } from './arguments';
import { progressPrinter } from './progress-printer';

/** Prints what is known, what is here and how big it is. */
export async function listModels(): Promise<void> {
  const header = ['model', 'task', 'licence', 'size', 'here', 'notes'];
  const rows = [header, ...(await modelInventory()).map(rowOf)];
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows)
    print(
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    );
  print(`\nModels are kept in ${hubPlace({}).cacheFolder}`);
}

function rowOf({ id, tasks, licence, downloadBytes, dtypesHere, bytesHere, notes }: InventoryItem): string[] {
  const here =
    id === 'demo' ? 'built in' : dtypesHere.length > 0 ? dtypesHere.join(', ') : bytesHere > 0 ? 'in part' : 'no';
  const size = bytesHere > 0 ? bytesHere : downloadBytes;
  return [id, tasks.join(', '), licence, size === undefined ? '' : formatBytes(size), here, notes];
}

/** Fetches models, each for all it can be used for. */
export async function downloadModels({ models, dtype }: DownloadRequest): Promise<void> {
  const hub = openHub();
  const onProgress = progressPrinter(process.stderr);
  for (const model of models) {
    for (const files of await downloadModel(hub, { model, dtype, baseFolder: process.cwd() }, { onProgress })) {
      print(`${model} ${files.dtype} is in ${files.folders[0]}`);
    }
  }
}

export async function removeModels(models: readonly string[]): Promise<void> {
  for (const model of models) {
    const bytes = await removeModel(model);
    print(bytes > 0 ? `${model} is removed: ${formatBytes(bytes)}` : `${model} is not here`);
  }
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);
