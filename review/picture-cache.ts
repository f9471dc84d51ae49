import type { ReviewPicture } from '../src/contract/review';
import { api } from './api';

/** An image that can be drawn, with its objects as the user sees them. */
export interface LoadedPicture {
  picture: ReviewPicture;
  readonly image: ImageBitmap;
}

/** The shown image, its neighbours and one more. */
const KEPT = 4;

/** The last images, and those that the user will probably open next. */
export class PictureCache {
  private readonly loads = new Map<string, Promise<LoadedPicture>>();
  private readonly loaded = new Map<string, LoadedPicture>();

  /** @param received called with each image's objects before others see them; returns what the user sees */
  constructor(
    private readonly dataset: string,
    private readonly received: (picture: ReviewPicture) => ReviewPicture,
  ) {}

  get(hash: string): Promise<LoadedPicture> {
    const known = this.loads.get(hash);
    const load = known ?? this.load(hash);
    this.loads.delete(hash);
    this.loads.set(hash, load);
    if (known === undefined) load.catch(() => this.loads.delete(hash));
    for (const old of [...this.loads.keys()].slice(0, -KEPT)) this.drop(old);
    return load;
  }

  /** The image if it is loaded. */
  peek(hash: string): LoadedPicture | undefined {
    return this.loaded.get(hash);
  }

  clear(): void {
    for (const hash of [...this.loads.keys()]) this.drop(hash);
  }

  private async load(hash: string): Promise<LoadedPicture> {
    const [picture, blob] = await Promise.all([api.picture(this.dataset, hash), api.image(this.dataset, hash)]);
    const image = await createImageBitmap(blob);
    const loaded = { picture: this.received(picture), image };
    if (this.loads.has(hash)) this.loaded.set(hash, loaded);
    return loaded;
  }

  private drop(hash: string): void {
    // The image is not closed: it may still be on the screen. The browser frees it.
    this.loads.delete(hash);
    this.loaded.delete(hash);
  }
}
