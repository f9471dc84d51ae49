import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A temporary folder for model folders with empty graphs. */
export interface ModelFolders {
  readonly base: string;
  /** Creates a model folder with these files in `onnx/`. */
  with(name: string, graphs?: readonly string[]): string;
  remove(): void;
}

export function openModelFolders(): ModelFolders {
  const base = mkdtempSync(join(tmpdir(), 'model-folder-'));
  return {
    base,
    with(name, graphs = []) {
      const folder = join(base, name);
      mkdirSync(join(folder, 'onnx'), { recursive: true });
      for (const graph of graphs) writeFileSync(join(folder, 'onnx', graph), '');
      return folder;
    },
    remove: () => rmSync(base, { recursive: true }),
  };
}
