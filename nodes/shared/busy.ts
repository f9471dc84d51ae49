import { choiceOption, integerOption, type Option } from './options';

/** What a node does with messages that arrive while it works on one: keep the newest, queue `queueLength`, or drop them. */
export const busyOptions = busyOptionsFrom({ busy: 'newest', queueLength: 5 });

export interface BusySettings {
  readonly busy: 'newest' | 'queue' | 'drop';
  /** Messages that may wait if `busy` is `queue`. */
  readonly queueLength: number;
}

export type BusyOptions = { readonly [Name in keyof BusySettings]: Option<BusySettings[Name]> };

/** `busyOptions` with other defaults. */
export function busyOptionsFrom({ busy, queueLength }: BusySettings): BusyOptions {
  return { busy: choiceOption(busy, ['newest', 'queue', 'drop']), queueLength: integerOption(queueLength, 1) };
}

/** Messages that may wait while one runs. */
export function waitingLimit({ busy, queueLength }: BusySettings): number {
  return { newest: 1, queue: queueLength, drop: 0 }[busy];
}
