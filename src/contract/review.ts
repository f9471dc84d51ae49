import type { Bbox } from './detection';

/** What a person said about an object of a dataset. */
export interface ReviewAnswer {
  readonly answer: 'accepted' | 'rejected';
  /** Name of the person. */
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
}

/** An object as the review shows it. `rle` is the counts string of COCO RLE at the size of the image. */
export interface ReviewObject {
  readonly id: number;
  /** Number of changes of the object so far. */
  readonly revision: number;
  readonly label: string;
  /** 0 to 1. An object that a person drew has 1. */
  readonly score: number;
  readonly bbox: Bbox;
  /** In pixels. */
  readonly area: number;
  readonly rle?: string;
  readonly made?: 'person';
  /** The label that the detector gave, if a person changed it. */
  readonly detected?: string;
  readonly review?: ReviewAnswer;
}

/** An image of a dataset with all its objects, rejected ones included. */
export interface ReviewPicture {
  /** Of the bytes of the image. */
  readonly hash: string;
  /** Path in the dataset. */
  readonly file: string;
  readonly split: string;
  readonly width: number;
  readonly height: number;
  readonly objects: readonly ReviewObject[];
  /** Who said that the image has no objects, and when. */
  readonly confirmed?: Omit<ReviewAnswer, 'answer'>;
}

/** Whether nothing is left to answer: all objects have an answer, or a person confirmed that there is no object. */
export const isReviewed = (picture: {
  readonly objects: number;
  readonly unreviewed: number;
  readonly isConfirmed: boolean;
}): boolean => picture.unreviewed === 0 && (picture.objects > 0 || picture.isConfirmed);

/** An image in the list of a dataset. */
export interface ReviewPictureRow {
  readonly hash: string;
  readonly file: string;
  readonly split: string;
  readonly width: number;
  readonly height: number;
  readonly objects: number;
  readonly unreviewed: number;
  /** See `isReviewed`. */
  readonly isReviewed: boolean;
  /** The least score of the unreviewed objects. */
  readonly lowest: number | null;
  /** When the image was added, ISO 8601. */
  readonly time: string;
}

/** A change of one object, or the answer that the image has none. All changes of a request are stored together, or none. */
export type ReviewChange =
  | { readonly put: ReviewPut }
  /** Only of an object that a person drew. */
  | { readonly remove: { readonly id: number; readonly revision?: number } }
  /** Of an image without objects. `false` takes it back. */
  | { readonly confirm: boolean };

/** Ids from here on are chosen by the page, for new objects: a request that is sent twice makes one object. */
export const FIRST_CHOSEN_ID = 2 ** 32;

/** The new state of an object. Without an id, or with a chosen one that the image does not have, it makes an object. */
export interface ReviewPut {
  readonly id?: number;
  /** That the person saw. */
  readonly revision?: number;
  readonly label: string;
  readonly bbox: Bbox;
  readonly rle?: string;
  /** `null` takes the answer back. */
  readonly answer: 'accepted' | 'rejected' | null;
}

/** A change of another person that was replaced. */
export interface ReviewOverwrite {
  readonly id: number;
  readonly by: string;
  readonly at: string;
  readonly answer: 'accepted' | 'rejected' | null;
}

export interface ReviewDataset {
  /** Short, without a meaning. */
  readonly id: string;
  readonly name: string;
  readonly folder: string;
  readonly format: string;
}

/** Progress of a review. */
export interface ReviewCounts {
  readonly pictures: number;
  readonly reviewedPictures: number;
  readonly objects: number;
  readonly reviewedObjects: number;
}

export interface ReviewClass {
  readonly name: string;
  readonly objects: number;
  readonly reviewed: number;
}

/** A part of the list of a dataset. */
export interface ReviewPictures {
  /** Number of images that match. */
  readonly total: number;
  readonly pictures: readonly ReviewPictureRow[];
  readonly counts: ReviewCounts;
  readonly classes: readonly ReviewClass[];
}
