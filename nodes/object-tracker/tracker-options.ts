import { labelModes, secondsIn, type TrackerSettings, trackerDefaults } from '../../src';
import { choiceOption, flagOption, integerOption, numberOption, type Option, readOptions } from '../shared/options';

const UP = Number.POSITIVE_INFINITY;

const secondsOption: Option<string> = {
  initial: '',
  expected: 'empty, or seconds such as 60, 300',
  parse: (value) => (typeof value === 'string' && secondsIn(value) ? value : undefined),
};

/** Settings of the tracker. */
export const trackerOptions = {
  confirmHits: integerOption(trackerDefaults.confirmHits, 1),
  confirmSeconds: numberOption(trackerDefaults.confirmSeconds, 0, UP),
  goneSeconds: numberOption(trackerDefaults.goneSeconds, 0, UP),
  goneMisses: integerOption(trackerDefaults.goneMisses, 1),
  startScore: numberOption(trackerDefaults.startScore, 0, 1),
  labels: choiceOption(trackerDefaults.labels, labelModes),
  colours: flagOption(trackerDefaults.colours),
  fillSeconds: numberOption(trackerDefaults.fillSeconds, 0, UP),
  stayedSeconds: secondsOption,
  stillSeconds: numberOption(trackerDefaults.stillSeconds, 0, UP),
  motionEvents: flagOption(trackerDefaults.motionEvents),
} as const satisfies { readonly [Name in keyof TrackerSettings]: Option<unknown> };

/** Reads the settings of the tracker from a node's config. */
export function trackerSettings(config: object): TrackerSettings {
  const { stayedSeconds, ...settings } = readOptions(trackerOptions, config);
  return { ...settings, stayedSeconds: secondsIn(stayedSeconds) ?? [] };
}
