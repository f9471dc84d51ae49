import type { Bbox } from '../src/contract';
import type {
  ReviewChange,
  ReviewDataset,
  ReviewOverwrite,
  ReviewPicture,
  ReviewPictures,
} from '../src/contract/review';
import type { ClassThresholds } from '../src/dataset/review/thresholds';

/** A request that the server refused or did not get. */
export class RequestFailed extends Error {
  /**
   * @param status of HTTP; 0: no response
   * @param code of the server's error
   */
  constructor(
    readonly status: number,
    message: string,
    readonly code?: string,
  ) {
    super(message);
  }
}

/** Settings of the list of images. */
export interface ListFilter {
  readonly order: 'uncertain' | 'added' | 'name';
  readonly state: 'all' | 'unreviewed' | 'reviewed';
  readonly class: string;
  readonly min: string;
  readonly max: string;
}

/** A prompt for the segmenter. `points`: x, y and 1 for a point on the object, 0 outside of it. */
export interface SegmentPrompt {
  readonly bbox?: Bbox;
  readonly points?: readonly (readonly [x: number, y: number, label: 0 | 1])[];
  readonly rle?: string;
}

export interface Segment {
  readonly rle: string;
  readonly bbox: Bbox;
  readonly area: number;
  readonly score: number;
}

/** Which learned threshold is suggested: that of the best F1, or the lowest of the requested precision. */
export type ThresholdChoice = 'best' | 'precise';

export interface Thresholds {
  /** The detector's prompt with the thresholds; `null` if the dataset does not know it. */
  readonly prompt: string | null;
  readonly classes: readonly ClassThresholds[];
}

export interface Datasets {
  readonly datasets: readonly ReviewDataset[];
  readonly canWrite: boolean;
  readonly user: string;
}

/** Whether Node-RED serves the page, not the command line. */
export const isInNodeRed = /\/grounded-sam\/review\/$/.test(location.pathname);

/** Node-RED's editor stores the user's token under a key that names its path. */
function authorization(): Record<string, string> {
  const editor = location.pathname.replace(/\/grounded-sam\/review\/.*$/, '');
  const text = localStorage.getItem(`auth-tokens${editor.replaceAll('/', '-')}`);
  if (text === null) return {};
  const { access_token } = JSON.parse(text) as { access_token?: string };
  return access_token === undefined ? {} : { Authorization: `Bearer ${access_token}` };
}

async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { ...authorization(), ...(init.body === undefined ? {} : { 'Content-Type': 'application/json' }) };
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers });
  } catch {
    throw new RequestFailed(0, 'The server does not respond.');
  }
  if (response.ok) return response;
  if (response.status === 401) throw new RequestFailed(401, 'Log in first: open the editor of Node-RED.');
  if (response.status === 403) throw new RequestFailed(403, 'You have no permission for this.');
  const body = (await response.json().catch(() => ({}))) as { code?: string; message?: string };
  throw new RequestFailed(response.status, body.message ?? `The server sent status ${response.status}.`, body.code);
}

const get = async <T>(path: string): Promise<T> => (await request(path)).json() as Promise<T>;

const post = async <T>(path: string, body: object): Promise<T> =>
  (await request(path, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<T>;

const query = (values: Readonly<Record<string, string | number>>): string =>
  new URLSearchParams(
    Object.entries(values).flatMap(([name, value]) => (value === '' ? [] : [[name, String(value)]])),
  ).toString();

/** The routes of the review's server. All reject with {@link RequestFailed}. */
export const api = {
  datasets: (): Promise<Datasets> => get('datasets'),
  open: (folder: string): Promise<ReviewDataset> => post('open', { folder }),
  pictures: (dataset: string, filter: ListFilter, offset: number, limit: number): Promise<ReviewPictures> =>
    get(`pictures?${query({ dataset, ...filter, offset, limit })}`),
  picture: (dataset: string, hash: string): Promise<ReviewPicture> => get(`picture?${query({ dataset, hash })}`),
  /** @param side longest side of a thumbnail, in pixels; without it, the image itself */
  image: async (dataset: string, hash: string, side?: number): Promise<Blob> =>
    (await request(`image?${query({ dataset, hash, side: side ?? '' })}`)).blob(),
  change: (
    dataset: string,
    hash: string,
    changes: readonly ReviewChange[],
  ): Promise<{ picture: ReviewPicture; overwrote: readonly ReviewOverwrite[] }> =>
    post('change', { dataset, hash, changes }),
  segment: (dataset: string, hash: string, prompt: SegmentPrompt): Promise<Segment> =>
    post('segment', { dataset, hash, ...prompt }),
  thresholds: (dataset: string, precision: string, choice: ThresholdChoice): Promise<Thresholds> =>
    get(`thresholds?${query({ dataset, precision, choice })}`),
  /** HTML. */
  report: async (dataset: string): Promise<string> => (await request(`report?${query({ dataset })}`)).text(),
};

/** {@link api.change}. A server that was restarted does not know a folder that a person opened before. */
export async function changeIn(
  { id, folder }: ReviewDataset,
  hash: string,
  changes: readonly ReviewChange[],
): ReturnType<typeof api.change> {
  try {
    return await api.change(id, hash, changes);
  } catch (error) {
    if (!(error instanceof RequestFailed && error.status === 404)) throw error;
    await api.open(folder).catch(() => {
      throw error;
    });
    return api.change(id, hash, changes);
  }
}
