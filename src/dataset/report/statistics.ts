import type { Detection, ImageSize } from '../../contract';
import { boxIou } from '../../geometry/box';
import { maskArea, maskIou } from '../../geometry/mask';
import type { ReadPicture } from '../readers';
import { alike, type DifferenceHash } from './difference-hash';

/** The parts of the range 0 to 1 that are counted. */
const BINS = 10;
/** Two objects of different classes that share this much may be one object. */
const SAME_OBJECT = 0.5;

/** What a dataset has of one class. */
export interface ClassCounts {
  readonly name: string;
  readonly objects: number;
  /** Images with an object of the class. */
  readonly images: number;
  readonly masks: number;
  /** Objects in each split, by its name; `none` if the dataset does not say it. */
  readonly bySplit: Readonly<Record<string, number>>;
  /** Number of objects with a score in each tenth. */
  readonly scores: readonly number[];
  /** Number of objects whose area is in each tenth of the square root of the image's area. */
  readonly sizes: readonly number[];
}

/** An image whose least certain object is among the least certain ones of the dataset. */
export interface UncertainPicture extends Pick<ReadPicture, 'file' | 'detections'> {
  readonly lowestScore: number;
}

export interface DatasetStatistics {
  readonly images: number;
  readonly empty: number;
  readonly objects: number;
  /** Images in each split. */
  readonly bySplit: Readonly<Record<string, number>>;
  readonly classes: readonly ClassCounts[];
  /** Pairs of classes whose objects overlap with an IoU of at least 0.5, the most frequent one first. */
  readonly overlaps: readonly { readonly classes: readonly [string, string]; readonly count: number }[];
  /** Files of images that look alike. */
  readonly alike: readonly (readonly string[])[];
  /** The least certain one first. */
  readonly uncertain: readonly UncertainPicture[];
}

interface Counting {
  objects: number;
  images: number;
  masks: number;
  readonly bySplit: Record<string, number>;
  readonly scores: number[];
  readonly sizes: number[];
}

/** Counts a dataset image by image. It remembers of each image its name and hash, and the detections of the least certain ones. */
export class StatisticsCounter {
  private readonly classes = new Map<string, Counting>();
  private readonly splits: Record<string, number> = {};
  private readonly pairs = new Map<string, number>();
  private readonly files: string[] = [];
  private readonly hashes: DifferenceHash[] = [];
  private uncertain: UncertainPicture[] = [];
  private empty = 0;

  /** @param limit number of least certain images that are kept */
  constructor(
    classes: readonly string[],
    private readonly limit: number,
  ) {
    for (const name of classes) this.countingOf(name);
  }

  add({ file, split = 'none' as never, detections }: ReadPicture, size: ImageSize, hash: DifferenceHash): void {
    this.files.push(file);
    this.hashes.push(hash);
    this.splits[split] = (this.splits[split] ?? 0) + 1;
    if (detections.length === 0) this.empty++;
    for (const detection of detections) this.count(detection, split, size);
    for (const label of new Set(detections.map((one) => one.label))) this.countingOf(label).images++;
    this.countOverlaps(detections);
    this.keep({ file, detections, lowestScore: Math.min(...detections.map(({ score }) => score)) });
  }

  result(): DatasetStatistics {
    const classes = [...this.classes].map(([name, counting]) => ({ name, ...counting }));
    const overlaps = [...this.pairs].map(([pair, count]) => ({ classes: JSON.parse(pair) as [string, string], count }));
    return {
      images: this.files.length,
      empty: this.empty,
      objects: classes.reduce((sum, { objects }) => sum + objects, 0),
      bySplit: this.splits,
      classes,
      overlaps: overlaps.sort((a, b) => b.count - a.count),
      alike: alike(this.hashes).map((group) => group.map((index) => this.files[index]!)),
      uncertain: this.uncertain,
    };
  }

  private countingOf(name: string): Counting {
    const counting = this.classes.get(name) ?? {
      ...{ objects: 0, images: 0, masks: 0, bySplit: {} },
      scores: Array.from({ length: BINS }, () => 0),
      sizes: Array.from({ length: BINS }, () => 0),
    };
    this.classes.set(name, counting);
    return counting;
  }

  private count({ label, score, bbox, mask }: Detection, split: string, { width, height }: ImageSize): void {
    const counting = this.countingOf(label);
    const area = mask ? maskArea(mask) : bbox[2] * bbox[3];
    counting.objects++;
    if (mask) counting.masks++;
    counting.bySplit[split] = (counting.bySplit[split] ?? 0) + 1;
    counting.scores[binOf(score)]!++;
    counting.sizes[binOf(Math.sqrt(area / (width * height)))]!++;
  }

  private countOverlaps(detections: readonly Detection[]): void {
    detections.forEach((a, index) => {
      for (const b of detections.slice(index + 1)) {
        if (a.label === b.label) continue;
        const iou = a.mask && b.mask ? maskIou(a.mask, b.mask) : boxIou(a.bbox, b.bbox);
        if (iou < SAME_OBJECT) continue;
        const pair = JSON.stringify([a.label, b.label].sort());
        this.pairs.set(pair, (this.pairs.get(pair) ?? 0) + 1);
      }
    });
  }

  private keep(picture: UncertainPicture): void {
    if (!Number.isFinite(picture.lowestScore)) return;
    const last = this.uncertain.at(-1);
    if (this.uncertain.length >= this.limit && last && last.lowestScore <= picture.lowestScore) return;
    const at = this.uncertain.findIndex(({ lowestScore }) => lowestScore > picture.lowestScore);
    this.uncertain = this.uncertain.toSpliced(at === -1 ? this.uncertain.length : at, 0, picture).slice(0, this.limit);
  }
}

const binOf = (share: number): number => Math.min(Math.max(Math.floor(share * BINS), 0), BINS - 1);
