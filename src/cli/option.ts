import { parseArgs } from 'node:util';
import { invalidInput, messageOf, VisionError } from '../index';

/** One `--option` of a command: how its help reads, and what its text means. */
export interface Option<T> {
  /** Stands for the value in the help; a switch has none. */
  readonly value?: string;
  /** Lines. */
  readonly help: string;
  /**
   * @param text `undefined` where the option is not given
   * @param name as the user types it
   */
  read(text: string | undefined, name: string): T;
}

export type Options = Readonly<Record<string, Option<unknown>>>;
export type Values<O extends Options> = { readonly [Name in keyof O]: O[Name] extends Option<infer T> ? T : never };

/** `boxesOnly` -> `--boxes-only` */
export const optionName = (key: string): string => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** @throws VisionError for what cannot be understood, in one sentence */
export function readOptions<O extends Options>(
  options: O,
  args: readonly string[],
): { readonly values: Values<O>; readonly operands: readonly string[] } {
  const { values, positionals } = parse(options, args);
  const given = new Map(Object.entries(values));
  const read = Object.entries(options).map(([key, option]) => {
    const name = optionName(key);
    const text = given.get(name.slice(2));
    return [key, option.read(text === true ? '' : (text as string | undefined), name)];
  });
  return { values: Object.fromEntries(read), operands: positionals };
}

function parse(options: Options, args: readonly string[]) {
  const config = Object.entries(options).map(([key, { value }]) => [
    optionName(key).slice(2),
    { type: value === undefined ? 'boolean' : 'string' } as const,
  ]);
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: Object.fromEntries(config) });
  } catch (error) {
    const [sentence] = messageOf(error).split(/\.\s/);
    throw new VisionError('INVALID_INPUT', `${sentence} (see --help)`, { cause: error });
  }
}

export const switchOption = (help: string): Option<boolean> => ({ help, read: (text) => text !== undefined });

export const textOption = (value: string, help: string): Option<string | undefined> => ({
  value,
  help,
  read: (text) => text,
});

export function choiceOption<T extends string, D extends T | undefined>(
  value: string,
  choices: readonly T[],
  initial: D,
  help: string,
): Option<T | D> {
  return {
    value,
    help,
    read(text, name) {
      if (text === undefined) return initial;
      const choice = choices.find((one) => hyphenated(one) === text);
      if (choice !== undefined) return choice;
      throw invalidInput(name, `one of ${choices.map(hyphenated).join(', ')}`, text);
    },
  };
}

/** What has spaces as a setting of a node has hyphens here, which need no quotes. */
const hyphenated = (choice: string): string => choice.replaceAll(' ', '-');

/** A list with commas, in the order in which it is written. */
export function choicesOption<T extends string>(
  value: string,
  choices: readonly T[],
  initial: readonly T[],
  help: string,
): Option<readonly T[]> {
  return {
    value,
    help,
    read(text, name) {
      if (text === undefined) return initial;
      return text.split(',').map((part) => {
        const choice = choices.find((one) => hyphenated(one) === part.trim());
        if (choice !== undefined) return choice;
        throw invalidInput(name, `some of ${choices.map(hyphenated).join(', ')}, with commas between`, text);
      });
    },
  };
}

interface Range {
  readonly min: number;
  /** Without one the range has no end. */
  readonly max?: number;
  readonly isWhole?: boolean;
}

export function numberOption(
  value: string,
  { min, max = Number.POSITIVE_INFINITY, isWhole = false }: Range,
  initial: number,
  help: string,
): Option<number> {
  return {
    value,
    help,
    read(text, name) {
      if (text === undefined) return initial;
      const number = text.trim() === '' ? Number.NaN : Number(text);
      if (Number.isFinite(number) && number >= min && number <= max && (!isWhole || Number.isInteger(number)))
        return number;
      const range = max === Number.POSITIVE_INFINITY ? `${min} up` : `${min} to ${max}`;
      throw invalidInput(name, `a ${isWhole ? 'whole ' : ''}number from ${range}`, text);
    },
  };
}
