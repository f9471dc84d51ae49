import type { CatalogueEntry } from './catalogue-entry';
import { sizeOf } from './disk-usage';
import { type DtypeWish, dtypes } from './dtype';
import type { ModelRequest, ModelTask } from './model-folder';
import { type HubModel, modelReference } from './model-reference';
import { neededFiles } from './needed-files';
import { listingHere, planHere, unlistedFiles } from './plan-here';
import type { Listing } from './remote-file';
import { type HubSettings, hubPlace } from './settings';

type DtypeBytes = Readonly<Partial<Record<DtypeWish, number>>>;

/** Whether a model can be used at once, and how big it is. */
export type ModelState =
  | { readonly place: 'package' | 'folder' }
  | {
      readonly place: 'hub';
      readonly isHere: boolean;
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
  if (model.kind !== 'hub') return { place: model.kind === 'demo' ? 'package' : 'folder' };

  const { cacheFolder, offline } = hubPlace(settings);
  const plan = await planHere(cacheFolder, model, task, request.dtype);
  const bytes = dtypeBytes((await listingHere(cacheFolder, model)) ?? publishedListing(model.entry), task, model);
  if (!plan) {
    const isHere = offline && (await isUnlistedHere(cacheFolder, model, task, request));
    const missingBytes = isHere ? 0 : bytes[request.dtype];
    return { place: 'hub', isHere, bytes, ...(missingBytes === undefined ? {} : { missingBytes }) };
  }
  const missing = await Promise.all(
    plan.files.map(async ({ name, file: { size } }) => ((await sizeOf(name)) === size ? 0 : size)),
  );
  const missingBytes = missing.reduce((sum, size) => sum + size, 0);
  return { place: 'hub', isHere: missingBytes === 0, missingBytes, bytes };
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
  const bytesOf = (wish: DtypeWish): number | undefined => {
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
