import { invalidInput } from '../../errors';

/** Which new images a dataset keeps. */
export const keepRules = ['all', 'uncertain', 'new', 'one-in'] as const;
export type KeepRule = (typeof keepRules)[number];

/** Chooses the images that are worth labelling. An image that the dataset has is always annotated again. */
export interface KeepSettings {
  /**
   * `all`; `uncertain`: at least one score is near the threshold with which it was detected; `new`: it looks different from all
   * images of the dataset; `one-in`: one in `every`, at random. The bytes of an image decide, so it is the same in every run.
   */
  readonly rule: KeepRule;
  /** `uncertain`: the largest distance of a score from the threshold, 0 to 1. */
  readonly margin: number;
  /** `new`: in how many of the 64 bits of their difference hashes two images differ at least, 1 to 64. */
  readonly bits: number;
  /** `one-in`: a whole number from 1 up. */
  readonly every: number;
  /**
   * An image is skipped if the dataset has this many images of each of its classes; 0: no limit. Images without objects count
   * as one class.
   */
  readonly perClass: number;
  /** An image is skipped if this many images were added in the last hour; 0: no limit. */
  readonly perHour: number;
}

export const keepDefaults: KeepSettings = { rule: 'all', margin: 0.1, bits: 8, every: 10, perClass: 0, perHour: 0 };

/** Completes settings with the defaults. @throws VisionError `INVALID_INPUT` */
export function checkedKeep(given: Partial<KeepSettings>): KeepSettings {
  const settings = { ...keepDefaults, ...given };
  const { rule, margin, bits, every, perClass, perHour } = settings;
  if (!keepRules.includes(rule)) throw invalidInput('keep.rule', `one of ${keepRules.join(', ')}`, rule);
  if (!(margin >= 0 && margin <= 1)) throw invalidInput('keep.margin', 'a number from 0 to 1', margin);
  if (!isWhole(bits, 1) || bits > 64) throw invalidInput('keep.bits', 'a whole number from 1 to 64', bits);
  if (!isWhole(every, 1)) throw invalidInput('keep.every', 'a whole number from 1 up', every);
  if (!isWhole(perClass, 0)) throw invalidInput('keep.perClass', 'a whole number from 0 up', perClass);
  if (!isWhole(perHour, 0)) throw invalidInput('keep.perHour', 'a whole number from 0 up', perHour);
  return settings;
}

const isWhole = (value: number, min: number): boolean => Number.isInteger(value) && value >= min;
