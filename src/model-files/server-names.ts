import { basename } from 'node:path';
import type { ResolvedModel } from './model-reference';
import type { ModelTask } from './model-request';

const suffixes: Readonly<Record<ModelTask, readonly string[]>> = {
  detector: [''],
  segmenter: ['', '-encoder', '-decoder'],
};

/**
 * The names under which an inference server has the graphs of a model, by the last part of its id or folder in
 * lower case, with `-` for all characters but letters and digits. Different models may have the same name. A detector has one
 * name, a segmenter three: as one graph, its encoder, its decoder.
 * `onnx-community/grounding-dino-tiny-ONNX`: `grounding-dino-tiny-onnx`.
 */
export function serverNames({ task, name, reference }: Pick<ResolvedModel, 'task' | 'name' | 'reference'>): string[] {
  const last = basename(reference.kind === 'folder' ? reference.folder : name.replace(/[@:].*$/, ''));
  const slug = last.toLowerCase().replace(/[^a-z0-9-]/g, '-');
  return suffixes[task].map((suffix) => slug + suffix);
}
