import type { Bbox } from '../contract';
import type { ReviewAnswer } from '../contract/review';
import type { Provenance } from './provenance';
import type { DatasetSplit } from './settings';

/** The last change of an object by a person. */
export interface RecordedReview {
  /** `null`: the answer was taken back, or the object was only changed. */
  readonly answer: ReviewAnswer['answer'] | null;
  /** The name of the person. */
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
}

/** An object of a record. Formats may add properties that their index files need. */
export interface RecordedObject {
  readonly label: string;
  readonly score: number;
  readonly bbox: Bbox;
  readonly area: number;
  /** The mask as the counts of COCO RLE at the size of the image. Absent: the object has a box only. */
  readonly rle?: string;
  /** Of the object within its image. Absent until the image is reviewed or annotated again: the id is then the index. */
  readonly id?: number;
  /** Number of its changes by persons; absent: 0. */
  readonly revision?: number;
  readonly review?: RecordedReview;
  /** A person drew it. It has the score 1. */
  readonly made?: 'person';
  /** The label that the detector gave, if a person changed it. */
  readonly detected?: string;
  /** The last detector did not find it. Its score is that of an earlier one. */
  readonly missed?: true;
}

/** The review of an image. */
export interface RecordedImageReview {
  /** The highest id that was given to an object of the image. Ids are not used again. */
  readonly lastId: number;
  /** Objects that a person drew and removed. They can be restored. */
  readonly removed: readonly (Omit<RecordedReview, 'answer'> & { readonly id: number; readonly revision: number })[];
  /** Who said that the image has no objects, and when. */
  readonly confirmed?: Omit<RecordedReview, 'answer'>;
}

/** A line of `pictures.jsonl`: an image of the dataset, its objects, and how they were detected. */
export interface PictureRecord {
  /** From 1. An image keeps its id when its annotations are replaced. */
  readonly id: number;
  /** SHA-256 of the image as it was added: see `imageHash`. */
  readonly hash: string;
  /** Relative to the dataset's folder, with `/`, like all paths of a record. */
  readonly file: string;
  /** The annotation files of this image alone. */
  readonly files: readonly string[];
  readonly split: DatasetSplit;
  /** Pixels of the upright image. */
  readonly width: number;
  readonly height: number;
  /** Rejected objects are included. They are in no annotation file. */
  readonly objects: readonly RecordedObject[];
  /** Absent until the image is reviewed or annotated again. */
  readonly review?: RecordedImageReview;
  readonly provenance: Provenance;
  /** The program that wrote the record: `@grounded-sam/node-red 1.2.3`. */
  readonly program: string;
  /** ISO 8601. */
  readonly time: string;
}

/** The part of an object that is kept in memory, to sort and filter images. */
export interface ObjectSummary extends Pick<RecordedObject, 'label' | 'score' | 'made' | 'detected' | 'missed'> {
  /** Absent: not reviewed. */
  readonly answer?: ReviewAnswer['answer'];
}

/** The part of a record that is kept in memory. Masks are not, because they can be large. */
export interface LogEntry
  extends Pick<PictureRecord, 'id' | 'hash' | 'file' | 'files' | 'split' | 'width' | 'height' | 'time'> {
  readonly objects: readonly ObjectSummary[];
  /** When the image was first added, ISO 8601. */
  readonly added: string;
  /** Whether a person confirmed that the image has no objects. */
  readonly isConfirmed: boolean;
  /** Of the line in the log, in bytes. */
  readonly offset: number;
  readonly length: number;
}
