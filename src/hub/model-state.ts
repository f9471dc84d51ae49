import type { CatalogueEntry } from '../model-files/catalogue-entry';
import { dtypes, type RequestedDtype } from '../model-files/dtype';
import type { ModelRequest, ModelTask } from '../model-files/model-folder';
import { type HubModel, modelReference } from '../model-files/model-reference';
import { neededFiles } from '../model-files/needed-files';
import type { Listing } from '../model-files/repository-listing';
import { cachedListing, cachedPlan, unlistedFiles } from './cache/cached-plan';
import { sizeOf } from './cache/disk-usage';
import { type HubSettings, hubConfig } from './hub-config';

type DtypeBytes = Readonly<Partial<Record<RequestedDtype, number>>>;

/** Whether a model can be used at once, and how big it is. */
export type ModelState =
  | { readonly location: 'built-in' | 'folder' }
  | {
      readonly location: 'hub';
      readonly isCached: boolean;
      /** What a download brings in the wished dtype, and what the graphs of each dtype come to; where it is known. */
      readonly missingBytes?: number;
      readonly bytes: DtypeBytes;
    };

/**
 * What is known of a model without asking the hub, which is asked when a model is opened.
 * @throws VisionError `MODEL_NOT_FOUND` where there is no such model, or not in the wished dtype
 */
export async function modelState(
  request: ModelRequest,
  task: ModelTask,
  settings: Partial<HubSettings> = {},
): Promise<ModelState> {
  const model = modelReference(request.model, request.baseFolder);
  if (model.kind !== 'hub') return { location: model.kind === 'demo' ? 'built-in' : 'folder' };

  const { cacheFolder, offline } = hubConfig(settings);
  const plan = await cachedPlan(cacheFolder, model, task, request.dtype);
  const bytes = dtypeBytes((await cachedListing(cacheFolder, model)) ?? publishedListing(model.entry), task, model);
  if (!plan) {
    const isCached = offline && (await isUnlistedHere(cacheFolder, model, task, request));
    const missingBytes = isCached ? 0 : bytes[request.dtype];
    return { location: 'hub', isCached, bytes, ...(missingBytes === undefined ? {} : { missingBytes }) };
  }
  const missing = await Promise.all(
    plan.files.map(async ({ name, file: { size } }) => ((await sizeOf(name)) === size ? 0 : size)),
  );
  const missingBytes = missing.reduce((sum, size) => sum + size, 0);
  return { location: 'hub', isCached: missingBytes === 0, missingBytes, bytes };
}

/** What a download in the best dtype brings, as far as the catalogue knows. */
export const publishedBytes = (entry: CatalogueEntry): number | undefined =>
  dtypeBytes(publishedListing(entry), entry.tasks[0]!, entry).auto;

const isUnlistedHere = (...model: Parameters<typeof unlistedFiles>): Promise<boolean> =>
  unlistedFiles(...model).then(
    () => true,
    () => false,
  );

function dtypeBytes(listing: Listing, task: ModelTask, { file }: Pick<HubModel, 'file'>): DtypeBytes {
  const bytesOf = (wish: RequestedDtype): number | undefined => {
    try {
      return neededFiles(listing, task, wish, file).files.reduce((sum, { size }) => sum + size, 0);
    } catch {
      return undefined;
    }
  };
  const sizes = (['auto', ...dtypes] as const).map((wish) => [wish, bytesOf(wish)] as const);
  return Object.fromEntries(sizes.filter(([, bytes]) => bytes !== undefined));
}

/** The files that the catalogue knows, as the hub would list them. */
function publishedListing(entry: CatalogueEntry | undefined): Listing {
  const files = Object.values(entry?.files ?? {}).flat();
  return {
    repository: entry?.source?.repository ?? '',
    commit: entry?.source?.revision ?? '',
    files: files.map(({ path, bytes, sha256 = '' }) => ({ path, size: bytes, oid: sha256, hash: 'sha256' })),
  };
}
