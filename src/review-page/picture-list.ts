import type { ReviewPictureRow, ReviewPictures } from '../contract/review';

/** Images per request. */
const PART = 100;

/**
 * The images of a dataset in the sequence in which the user goes through them. It is loaded in parts. An answer changes the
 * sequence on the server, not here: an image that was listed keeps its place.
 */
export class PictureList {
  readonly rows: ReviewPictureRow[] = [];
  private readonly places = new Map<string, number>();
  private isComplete = false;

  /** @param load a part of the list, as the server sorts it now */
  constructor(private readonly load: (offset: number, limit: number) => Promise<ReviewPictures>) {}

  indexOf(hash: string): number {
    return this.places.get(hash) ?? -1;
  }

  /** Replaces the row of an image that was changed. */
  update(row: ReviewPictureRow): void {
    const place = this.places.get(row.hash);
    if (place !== undefined) this.rows[place] = row;
  }

  /** Appends images that are not listed yet. Resolves to the last response, or `undefined` if all were listed before. */
  async more(): Promise<ReviewPictures | undefined> {
    if (this.isComplete) return undefined;
    // From the start: images that were reviewed meanwhile may have moved to the end, or out of the filter.
    for (let offset = 0; ; offset += PART) {
      const part = await this.load(offset, PART);
      const isNew = part.pictures.filter(({ hash }) => !this.places.has(hash));
      for (const row of isNew) this.places.set(row.hash, this.rows.push(row) - 1);
      this.isComplete = offset + part.pictures.length >= part.total || part.pictures.length === 0;
      if (isNew.length > 0 || this.isComplete) return part;
    }
  }
}
