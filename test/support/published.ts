import type { CatalogueEntry, CatalogueFile } from '../../src/model-files/catalogue-entry';
import { type Dtype, dtypes, type RequestedDtype } from '../../src/model-files/dtype';
import { type ResolvedModel, resolveModel } from '../../src/model-files/model-reference';
import type { ModelTask } from '../../src/model-files/model-request';
import { modelRequest } from './hub';
import { type HubServer, sha256 } from './hub-server';
import { noise } from './random';

type Content = Readonly<Record<string, Buffer | string>>;

/** A published model on a local hub: the same repository, revision and file names, with small files. */
export interface PublishedReplica {
  /** Names of all files of its repository. */
  readonly names: readonly string[];
  /** The model, with the hashes of the small files in place of those that the catalogue pins. */
  request<Task extends ModelTask>(task: Task, dtype?: RequestedDtype): ResolvedModel<Task>;
}

/** The files besides graphs that a model needs. */
export const jsonNames: Record<ModelTask, readonly string[]> = {
  detector: ['config.json', 'preprocessor_config.json', 'tokenizer.json', 'tokenizer_config.json'],
  segmenter: ['config.json', 'preprocessor_config.json'],
};

/**
 * Lays an entry of the catalogue out on the server as it is published, with files that nothing needs.
 * @param content files that replace the small ones, by their paths
 */
export function addPublished(server: HubServer, entry: CatalogueEntry, content: Content = {}): PublishedReplica {
  const { source, companion, tasks, files } = entry;
  const listed = Object.values(files).flat();
  const small = Object.fromEntries(listed.map(({ path }, seed) => [path, noise(40 + seed, seed)]));
  // Files with equal content would be downloaded once.
  const json = Object.fromEntries(jsonNames[tasks[0]!].map((name) => [name, JSON.stringify({ comment: name })]));
  const other = { 'README.md': 'not needed', 'vocab.txt': 'a', 'pytorch_model.bin': noise(30) };
  const all: Content = { ...small, ...(companion ? {} : json), ...other, ...content };
  server.addRepository(source!.repository, all, { branch: source!.revision });
  if (companion) server.addRepository(companion.repository, json, { branch: companion.revision });

  const pinned = (file: CatalogueFile): CatalogueFile => {
    const data = Buffer.from(all[file.path]!);
    return { path: file.path, bytes: data.length, ...(file.sha256 === undefined ? {} : { sha256: sha256(data) }) };
  };
  const own: CatalogueEntry = {
    ...entry,
    files: Object.fromEntries(
      dtypes.flatMap((dtype: Dtype) => (files[dtype] ? [[dtype, files[dtype].map(pinned)]] : [])),
    ),
  };
  return {
    names: Object.keys(all),
    request(task, dtype) {
      const resolved = resolveModel(task, modelRequest(entry.id, dtype));
      return { ...resolved, reference: { ...resolved.reference, entry: own } as typeof resolved.reference };
    },
  };
}
