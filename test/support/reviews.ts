import type { ReviewDataset, ReviewObject, ReviewPicture, ReviewPictures } from '../../src';
import { addScene, openDatasetFolder } from './datasets';

/** The put that leaves an object as it is, with an answer. */
export const answerTo = (
  { id, revision, label, bbox, rle }: ReviewObject,
  answer: 'accepted' | 'rejected' | null,
  more: object = {},
): object => ({ put: { id, revision, label, bbox, ...(rle && { rle }), answer, ...more } });

/** Makes a dataset of drawn scenes. @returns its folder */
export async function sceneDataset(count: number): Promise<{ readonly path: string; readonly remove: () => void }> {
  const folder = openDatasetFolder();
  const dataset = await folder.open();
  for (let index = 0; index < count; index++) await addScene(dataset, index);
  await dataset.close();
  return folder;
}

/** Requests to a server of reviews, over HTTP. */
export class ReviewClient {
  /** @param url with a slash at the end */
  constructor(
    private readonly url: string,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  get(path: string, query: object = {}): Promise<Response> {
    const given = Object.entries(query).map(([name, value]) => [name, String(value)]);
    return fetch(`${this.url}${path}?${new URLSearchParams(given)}`, { headers: this.headers });
  }

  post(path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(this.url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...this.headers, ...headers },
      body: JSON.stringify(body),
    });
  }

  async datasets(): Promise<{ datasets: ReviewDataset[]; canWrite: boolean; user: string }> {
    return (await this.get('datasets')).json() as never;
  }

  async pictures(dataset: string, query: object = {}): Promise<ReviewPictures> {
    return (await this.get('pictures', { dataset, ...query })).json() as never;
  }

  async picture(dataset: string, hash: string): Promise<ReviewPicture> {
    return (await this.get('picture', { dataset, hash })).json() as never;
  }
}
