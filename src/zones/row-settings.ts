import { labelKey, secondsIn } from '../contract';
import { invalidInput, type VisionError } from '../errors';

/** The settings that a zone and a relation have in common. */
export interface StaySettings {
  /** The camera; empty: every camera. */
  readonly camera: string;
  /** An object has entered after this time inside. A relation begins after it. */
  readonly enterSeconds: number;
  /** An object has left after this time outside. A relation ends after it. */
  readonly exitSeconds: number;
  /** Lengths of a stay, each of which an event reports once per stay. */
  readonly dwellSeconds: readonly number[];
}

export const bad = (name: string, expected: string, got: unknown): VisionError =>
  invalidInput(name, expected, got, 'BAD_ZONES');

/**
 * Reads the name of a row, and adds the settings that are not given.
 * @param noun for errors: `Zone`
 * @returns `of`: the name of a setting in errors, such as `Zone "yard": points`
 * @throws VisionError `BAD_ZONES` if the row is no object or has no name
 */
export function namedRow<Input extends { readonly name: string }>(
  noun: string,
  input: Input,
  index: number,
  defaults: Partial<Input>,
): { readonly name: string; readonly row: Input; of(setting: string): string } {
  if (typeof input !== 'object' || input === null) throw bad(`${noun} ${index + 1}`, 'an object', input);
  const name = typeof input.name === 'string' ? input.name.trim() : '';
  if (name === '') throw bad(`${noun} ${index + 1}: name`, 'a text that is not empty', input.name);
  const row = { ...defaults, ...withoutAbsent(input) };
  return { name, row, of: (setting) => `${noun} "${name}": ${setting}` };
}

/** Node-RED saves settings that were never set as `undefined` or `null`. */
const withoutAbsent = <T extends object>(settings: T): T =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined && value !== null)) as T;

/** @throws VisionError `BAD_ZONES` */
export function staySettings(
  of: (setting: string) => string,
  { camera, enterSeconds, exitSeconds, dwellSeconds }: { readonly [Name in keyof StaySettings]?: unknown },
): StaySettings {
  if (typeof camera !== 'string') throw bad(of('camera'), 'a text', camera);
  return {
    camera: camera.trim(),
    enterSeconds: numberOf(of('enterSeconds'), enterSeconds),
    exitSeconds: numberOf(of('exitSeconds'), exitSeconds),
    dwellSeconds: secondsOf(of('dwellSeconds'), dwellSeconds),
  };
}

export function labelsOf(name: string, given: unknown): Set<string> {
  const labels = typeof given === 'string' ? given.split(/[,\n]/) : given;
  if (!Array.isArray(labels) || !labels.every((label) => typeof label === 'string')) {
    throw bad(name, 'labels, separated by commas', given);
  }
  return new Set(labels.map(labelKey).filter((key) => key !== ''));
}

export function numberOf(
  name: string,
  given: unknown,
  { above, to, below }: { above?: number; to?: number; below?: number } = {},
): number {
  const number = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  const isGood =
    typeof number === 'number' &&
    Number.isFinite(number) &&
    (above === undefined ? number >= 0 : number > above) &&
    (to === undefined || number <= to) &&
    (below === undefined || number < below);
  if (isGood) return number;
  const most = below === undefined ? `at most ${to}` : `below ${below}`;
  throw bad(name, above === undefined ? 'a number of seconds from 0 up' : `a number above ${above}, ${most}`, given);
}

function secondsOf(name: string, given: unknown): number[] {
  const text = Array.isArray(given) && given.every(Number.isFinite) ? given.join() : given;
  const seconds = typeof text === 'string' || typeof text === 'number' ? secondsIn(String(text)) : undefined;
  if (!seconds) throw bad(name, 'empty, or seconds such as 60, 300', given);
  return [...new Set(seconds)].sort((a, b) => a - b);
}
