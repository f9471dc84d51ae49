import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { VisionError } from '../errors';
import { catalogueEntry, entryOf } from './catalogue';
import type { CatalogueEntry, Source } from './catalogue-entry';

/** A model in a repository of the hub. */
export interface HubModel extends Source {
  /** The graph, where it was named. */
  readonly file?: string;
  /** What is known of it. */
  readonly entry?: CatalogueEntry;
}

export type ModelReference =
  | { readonly kind: 'demo' }
  | { readonly kind: 'folder'; readonly folder: string }
  | ({ readonly kind: 'hub' } & HubModel);

/** `org/name`, with `@revision` and `:file`. */
const REPOSITORY = /^([\w.-]+\/[\w.-]+)(?:@([^:\s]+))?(?::([^:\s]+))?$/;
const PATH = /^([./~\\]|[a-z]:[\\/])/i;

/**
 * What a model's name means: `demo`, an id of the catalogue, a folder where it looks like a path or exists, else a
 * repository.
 * @throws VisionError `MODEL_NOT_FOUND` for a folder that is not there, and for what can be none of these
 */
export function modelReference(model: string, baseFolder: string): ModelReference {
  if (model === 'demo') return { kind: 'demo' };
  const entry = catalogueEntry(model);
  if (entry?.source) return { kind: 'hub', ...entry.source, ...fileOf(entry.file), entry };

  const folder = resolve(baseFolder, model.replace(/^~(?=$|[\\/])/, homedir()));
  if (existsSync(folder)) return { kind: 'folder', folder };
  const [, repository, revision, file] = REPOSITORY.exec(model) ?? [];
  if (PATH.test(model) || repository === undefined || model.includes('..')) {
    throw new VisionError(
      'MODEL_NOT_FOUND',
      `There is no model folder ${folder}: give "demo", the name of a known model, "org/name" of a Hugging Face ` +
        'repository, or the path of a folder in the Hugging Face layout (config.json, onnx/*.onnx)',
    );
  }
  const known = entryOf(repository, revision);
  return {
    kind: 'hub',
    repository,
    revision: revision ?? 'main',
    ...fileOf(file ?? known?.file),
    ...(known ? { entry: known } : {}),
  };
}

/** Two ways to write one model have one key. */
export function referenceKey(reference: ModelReference): string {
  if (reference.kind === 'hub') return `${reference.repository}@${reference.revision}:${reference.file ?? ''}`;
  return reference.kind === 'folder' ? reference.folder : 'demo';
}

const fileOf = (file: string | undefined): { file?: string } => (file === undefined ? {} : { file });
