import type { CatalogueEntry } from '../model-files/catalogue-entry';
import { allowedDtypes, type Dtype, dtypes, type RequestedDtype } from '../model-files/dtype';
import type { HubModel, ResolvedModel } from '../model-files/model-reference';
import type { ModelTask } from '../model-files/model-request';
import { dtypeOf, neededFiles } from '../model-files/needed-files';
import type { Listing } from '../model-files/repository-listing';
import { cachedListing, cachedPlan, unlistedPlan } from './cache/cached-plan';
import { sizeOf } from './cache/disk-usage';
import { type HubSettings, hubConfig } from './hub-config';

type DtypeBytes = Readonly<Partial<Record<RequestedDtype, number>>>;

/** Whether a model can be used at once, and how big it is. */
export type ModelState =
  | { readonly location: 'built-in' | 'folder' }
  | {
      readonly location: 'hub';
      readonly isCached: boolean;
      /** Size of the download in the requested precision, if it is known. */
      readonly missingBytes?: number;
      /** Size of all files in each precision that the model has, as far as it is known. */
      readonly bytes: DtypeBytes;
    };

/**
 * The state of a model, without contacting the hub.
 * @param auto the precisions that `auto` may take, best first: see `preferredDtypes`
 * @throws VisionError `MODEL_NOT_FOUND` if the model's listing has none of the requested precision
 */
export async function modelState(
  { task, name, dtype, reference }: ResolvedModel,
  settings: Partial<HubSettings> = {},
  auto: readonly Dtype[] = dtypes,
): Promise<ModelState> {
  if (reference.kind !== 'hub') return { location: reference.kind };

  const { cacheFolder, offline } = hubConfig(settings);
  const allowed = dtype === 'auto' ? auto : allowedDtypes(dtype);
  const listing = (await cachedListing(cacheFolder, reference)) ?? publishedListing(reference.entry);
  const bytes = dtypeBytes(listing, task, reference, auto);
  const plan = await cachedPlan(cacheFolder, reference, task, allowed);
  if (!plan) {
    const isCached = offline && (await isUnlistedCached(cacheFolder, reference, task, allowed, name));
    const missingBytes = isCached ? 0 : bytes[reference.file === undefined ? dtype : 'auto'];
    return { location: 'hub', isCached, bytes, ...(missingBytes === undefined ? {} : { missingBytes }) };
  }
  const missing = await Promise.all(
    plan.files.map(async ({ name: path, file: { size } }) => ((await sizeOf(path)) === size ? 0 : size)),
  );
  const missingBytes = missing.reduce((sum, size) => sum + size, 0);
  return { location: 'hub', isCached: missingBytes === 0, missingBytes, bytes };
}

/** Size of a download in the first precision of `allowed` that the catalogue knows. */
export const publishedBytes = (entry: CatalogueEntry, allowed: readonly Dtype[]): number | undefined =>
  dtypeBytes(publishedListing(entry), entry.tasks[0]!, entry, allowed).auto;

const isUnlistedCached = (...model: Parameters<typeof unlistedPlan>): Promise<boolean> =>
  unlistedPlan(...model).then(
    () => true,
    () => false,
  );

function dtypeBytes(
  listing: Listing,
  task: ModelTask,
  { file }: Pick<HubModel, 'file'>,
  auto: readonly Dtype[],
): DtypeBytes {
  const bytesOf = (allowed: readonly Dtype[]): number | undefined => {
    try {
      return neededFiles(listing, task, allowed, file).files.reduce((sum, { size }) => sum + size, 0);
    } catch {
      return undefined;
    }
  };
  // A file has one precision, and is taken whatever precision is requested.
  const precisions = file === undefined ? dtypes : [dtypeOf(file)];
  const sizes = [['auto', bytesOf(auto)] as const, ...precisions.map((dtype) => [dtype, bytesOf([dtype])] as const)];
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
