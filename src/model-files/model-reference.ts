import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { VisionError } from '../errors';
import { catalogueEntry, entryOf } from './catalogue';
import type { CatalogueEntry, Source } from './catalogue-entry';
import type { RequestedDtype } from './dtype';
import type { ModelRequest, ModelTask } from './model-request';

/** A model in a repository of the hub. */
export interface HubModel extends Source {
  /** The graph, if the user named one. */
  readonly file?: string;
  readonly entry?: CatalogueEntry;
}

/** Where a model's files are, as far as its name says it. */
export type ModelReference =
  | { readonly kind: 'built-in'; readonly entry: CatalogueEntry }
  | { readonly kind: 'folder'; readonly folder: string }
  | ({ readonly kind: 'hub' } & HubModel);

/** A request whose name was looked up. Every later step takes this, so that the lookup happens once. */
export interface ResolvedModel<Task extends ModelTask = ModelTask> {
  readonly task: Task;
  /** The name as the user wrote it, for messages. */
  readonly name: string;
  readonly dtype: RequestedDtype;
  readonly reference: ModelReference;
  /** Two requests are for the same model if and only if their keys are equal, however they were written. */
  readonly key: string;
}

/** @throws VisionError `MODEL_NOT_FOUND`: see `modelReference` */
export function resolveModel<Task extends ModelTask>(
  task: Task,
  { model, dtype, baseFolder }: ModelRequest,
): ResolvedModel<Task> {
  const reference = modelReference(model, baseFolder);
  return { task, name: model, dtype, reference, key: JSON.stringify([task, dtype, locationOf(reference)]) };
}

/** `org/name`, with `@revision` and `:file`. */
const REPOSITORY = /^([\w.-]+\/[\w.-]+)(?:@([^:\s]+))?(?::([^:\s]+))?$/;
const PATH = /^([./~\\]|[a-z]:[\\/])/i;

/**
 * Looks up a model's name: `demo`, an id of the catalogue, a folder if it looks like a path or exists, else a repository.
 * @throws VisionError `MODEL_NOT_FOUND` for a folder that does not exist, and for a name that is none of these
 */
export function modelReference(model: string, baseFolder: string): ModelReference {
  const entry = catalogueEntry(model);
  if (entry) {
    const { source, file } = entry;
    return source ? { kind: 'hub', ...source, ...named(file), entry } : { kind: 'built-in', entry };
  }
  const folder = resolve(baseFolder, model.replace(/^~(?=$|[\\/])/, homedir()));
  if (existsSync(folder)) return { kind: 'folder', folder };
  const [, repository, revision, file] = REPOSITORY.exec(model) ?? [];
  if (PATH.test(model) || repository === undefined || model.includes('..')) {
    throw new VisionError(
      'MODEL_NOT_FOUND',
      `There is no model folder ${folder}. Use "demo", the name of a known model, "org/name" of a Hugging Face ` +
        'repository, or the path of a folder in the Hugging Face layout (config.json, onnx/*.onnx)',
    );
  }
  const known = entryOf(repository, revision);
  return {
    kind: 'hub',
    repository,
    revision: revision ?? 'main',
    ...named(file ?? known?.file),
    ...(known ? { entry: known } : {}),
  };
}

function locationOf(reference: ModelReference): string {
  if (reference.kind === 'hub') return `${reference.repository}@${reference.revision}:${reference.file ?? ''}`;
  // A symbolic link to a folder is the same model.
  return reference.kind === 'folder' ? realpathSync(reference.folder) : reference.entry.id;
}

const named = (file: string | undefined): { file?: string } => (file === undefined ? {} : { file });
