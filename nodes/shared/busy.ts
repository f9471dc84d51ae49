import { choiceOption, integerOption, type Option } from './options';

/**
 * What a node does with messages that come while it works on one: wait for the newest only, wait in a queue of so many, or
 * drop those that come.
 */
export const busyOptions = busyOptionsFrom({ busy: 'newest', queueLength: 5 });

export interface BusySettings {
  readonly busy: 'newest' | 'queue' | 'drop';
  /** Messages that may wait, where `busy` is `queue`. */
  readonly queueLength: number;
}

export type BusyOptions = { readonly [Name in keyof BusySettings]: Option<BusySettings[Name]> };

/** The same with other defaults. */
export function busyOptionsFrom({ busy, queueLength }: BusySettings): BusyOptions {
  return { busy: choiceOption(busy, ['newest', 'queue', 'drop']), queueLength: integerOption(queueLength, 1) };
}

/** How many messages may wait. When another comes the oldest waiting one goes, or with none allowed the new one. */
export function waitingPlaces({ busy, queueLength }: BusySettings): number {
  return { newest: 1, queue: queueLength, drop: 0 }[busy];
}
