import { invalidInput } from '../../src';
import { reading } from './message';

/** One setting of a node. The message overrides the dialog, the dialog overrides the default. */
export interface Option<T> {
  readonly initial: T;
  /** Message property that may override the dialog. Without it the setting is fixed at deploy time. */
  readonly msg?: string;
  /** Completes "must be ..." in the error message. */
  readonly expected: string;
  /** Returns `undefined` for an invalid value. */
  parse(value: unknown): T | undefined;
}

export type Options = Readonly<Record<string, Option<unknown>>>;
export type Values<O extends Options> = { readonly [Name in keyof O]: O[Name] extends Option<infer T> ? T : never };

/** A config with this property cannot be used: `readOptions` throws its value. */
export const refusal = Symbol('refusal');

/**
 * Reads all `options` from a node's config and from a message.
 * @throws VisionError `INVALID_INPUT`, which names the setting or the message property
 */
export function readOptions<O extends Options>(options: O, config: object, msg: object = {}): Values<O> {
  const reason: unknown = Reflect.get(config, refusal);
  if (reason !== undefined) throw reason;
  const values = Object.entries(options).map(([name, option]) => [name, readOption(name, option, config, msg)]);
  return Object.fromEntries(values) as Values<O>;
}

/**
 * Whether a value of the message counts as absent, so that the setting applies: `undefined`, `null`, or a text without a
 * visible character. This is the rule for every property that may override a setting.
 */
export const isAbsent = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && NOTHING_VISIBLE.test(value));

/** Also zero-width characters, which text from web pages and editors ends with. */
const NOTHING_VISIBLE = /^[\s\p{Default_Ignorable_Code_Point}]*$/u;

function readOption<T>(name: string, option: Option<T>, config: object, msg: object): T {
  const { msg: property } = option;
  const override =
    property === undefined ? undefined : reading(`msg.${property}`, 'INVALID_INPUT', () => Reflect.get(msg, property));
  const isOverridden = !isAbsent(override);
  const given = isOverridden ? override : (Reflect.get(config, name) ?? option.initial);
  const value = option.parse(given);
  if (value !== undefined) return value;
  throw invalidInput(isOverridden ? `msg.${property}` : name, option.expected, given);
}

export function numberOption(initial: number, min: number, max: number, msg?: string): Option<number> {
  return {
    initial,
    expected: max === Number.POSITIVE_INFINITY ? `a number from ${min} up` : `a number from ${min} to ${max}`,
    parse: (value) => numberFrom(value, min, max),
    ...(msg === undefined ? {} : { msg }),
  };
}

export function integerOption(initial: number, min: number, max = Number.POSITIVE_INFINITY): Option<number> {
  return {
    initial,
    expected:
      max === Number.POSITIVE_INFINITY ? `a whole number from ${min} up` : `a whole number from ${min} to ${max}`,
    parse(value) {
      const number = numberFrom(value, min, max);
      return Number.isInteger(number) ? number : undefined;
    },
  };
}

/** A whole number, or `auto`: the node then computes it for each message. */
export function autoOption(min: number, max: number): Option<number | 'auto'> {
  const { expected, parse } = integerOption(min, min, max);
  return {
    initial: 'auto',
    expected: `auto or ${expected}`,
    parse: (value) => (value === 'auto' ? value : parse(value)),
  };
}

export function choiceOption<T extends string>(initial: T, choices: readonly T[], msg?: string): Option<T> {
  return {
    initial,
    expected: `one of ${choices.join(', ')}`,
    parse: (value) => choices.find((choice) => choice === value),
    ...(msg === undefined ? {} : { msg }),
  };
}

export function choicesOption<T extends string>(initial: readonly T[], choices: readonly T[]): Option<readonly T[]> {
  return {
    initial,
    expected: `a list of ${choices.join(', ')}`,
    parse: (value) => (Array.isArray(value) && value.every((item) => choices.includes(item)) ? value : undefined),
  };
}

/** A list of objects. Their properties are checked where they are used. */
export function rowsOption<Row extends object>(initial: readonly Row[]): Option<readonly Row[]> {
  return {
    initial,
    expected: 'a list of objects',
    parse: (value) =>
      Array.isArray(value) && value.every((row) => row && typeof row === 'object') ? value : undefined,
  };
}

/** Text without the white space around it. */
export function textOption(initial: string): Option<string> {
  return {
    initial,
    expected: 'text that is not empty',
    parse: (value) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined),
  };
}

/** Text that may be empty. It is not trimmed. */
export function anyTextOption(initial: string): Option<string> {
  return {
    initial,
    expected: 'text',
    parse: (value) => (typeof value === 'string' ? value : undefined),
  };
}

/** The names in text, which commas and line ends separate. */
export const splitNames = (text: string): string[] =>
  text
    .split(/[,\n]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');

export function flagOption(initial: boolean, msg?: string): Option<boolean> {
  return {
    initial,
    expected: 'true or false',
    parse: (value) => (typeof value === 'boolean' ? value : undefined),
    ...(msg === undefined ? {} : { msg }),
  };
}

/** The dialog stores the typed text, so "0.3" is a number too. */
function numberFrom(value: unknown, min: number, max: number): number | undefined {
  const number = typeof value === 'string' && value.trim() ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= min && number <= max ? number : undefined;
}
