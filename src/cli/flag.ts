import { parseArgs } from 'node:util';
import { invalidInput, messageOf, VisionError } from '../index';

/** One `--option` of a command. Called a flag, because an option is a setting of a node. */
export interface Flag<T> {
  /** For the value, in the help: `PIXELS`. Absent for a switch. */
  readonly placeholder?: string;
  /** One or more lines. */
  readonly help: string;
  /** All values that the flag takes, as the user types them, for the completion of shells. */
  readonly choices?: readonly string[];
  /**
   * @param text `undefined` if the flag is not given
   * @param name as the user types it: `--boxes-only`
   * @throws VisionError `INVALID_INPUT`, or another code for a value with its own syntax
   */
  read(text: string | undefined, name: string): T;
}

export type Flags = Readonly<Record<string, Flag<unknown>>>;
export type FlagValues<F extends Flags> = { readonly [Name in keyof F]: F[Name] extends Flag<infer T> ? T : never };

/** `boxesOnly` -> `--boxes-only` */
export const flagName = (key: string): string => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Letters of common flags, by their keys. A letter is the same flag in all commands. */
const letters: Readonly<Record<string, string>> = {
  ...{ prompt: 'p', out: 'o', style: 's', format: 'f', json: 'j', threshold: 't', device: 'd', concurrency: 'c' },
};

/** `prompt` -> `-p`; `undefined` for a flag without a letter. */
export const shortName = (key: string): string | undefined => (letters[key] ? `-${letters[key]}` : undefined);

/**
 * Separates flags and operands, and reads every flag.
 * @throws VisionError `INVALID_INPUT` for an unknown flag or a missing value, and the errors of `Flag.read`
 */
export function parseFlags<F extends Flags>(
  flags: F,
  args: readonly string[],
): { readonly values: FlagValues<F>; readonly operands: readonly string[] } {
  const { values, positionals } = parse(flags, args);
  const given = new Map(Object.entries(values));
  const read = Object.entries(flags).map(([key, flag]) => {
    const name = flagName(key);
    const text = given.get(name.slice(2));
    return [key, flag.read(text === true ? '' : (text as string | undefined), name)];
  });
  return { values: Object.fromEntries(read), operands: positionals };
}

function parse(flags: Flags, args: readonly string[]) {
  const config = Object.entries(flags).map(([key, { placeholder }]) => [
    flagName(key).slice(2),
    {
      type: placeholder === undefined ? 'boolean' : 'string',
      ...(letters[key] === undefined ? {} : { short: letters[key] }),
    } as const,
  ]);
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: Object.fromEntries(config) });
  } catch (error) {
    const sentence = usageSentence(messageOf(error));
    throw new VisionError('INVALID_INPUT', `${sentence} (see --help)`, { cause: error });
  }
}

/** The first sentence, or a clearer one. @param message of `parseArgs` */
function usageSentence(message: string): string {
  const [, typed] = /^Option '(--?[\w-]+).*' argument is ambiguous/.exec(message) ?? [];
  if (typed === undefined) return message.split(/\.\s/)[0]!;
  const name = flagName(Object.keys(letters).find((key) => shortName(key) === typed) ?? typed.slice(2));
  return `${name} has no value. Write one that begins with a hyphen after an equals sign: ${name}=-1`;
}

/** A flag without a value: true if it is given. */
export const switchFlag = (help: string): Flag<boolean> => ({ help, read: (text) => text !== undefined });

/** Any text; `undefined` by default. */
export const textFlag = (placeholder: string, help: string): Flag<string | undefined> => ({
  placeholder,
  help,
  read: (text) => text,
});

/** One of `choices`. */
export function choiceFlag<T extends string, D extends T | undefined>(
  placeholder: string,
  choices: readonly T[],
  initial: D,
  help: string,
): Flag<T | D> {
  return {
    placeholder,
    help,
    choices: choices.map(hyphenated),
    read(text, name) {
      if (text === undefined) return initial;
      const choice = choices.find((one) => hyphenated(one) === text);
      if (choice !== undefined) return choice;
      throw invalidInput(name, `one of ${choices.map(hyphenated).join(', ')}`, text);
    },
  };
}

/** Choices with spaces, such as `one by one`, have hyphens on the command line, where they need no quotes. */
const hyphenated = (choice: string): string => choice.replaceAll(' ', '-');

/** A list separated by commas. Its order is kept. */
export function listFlag<T extends string>(
  placeholder: string,
  choices: readonly T[],
  initial: readonly T[],
  help: string,
): Flag<readonly T[]> {
  return {
    placeholder,
    help,
    read(text, name) {
      if (text === undefined) return initial;
      return text.split(',').map((part) => {
        const choice = choices.find((one) => hyphenated(one) === part.trim());
        if (choice !== undefined) return choice;
        throw invalidInput(name, `one or more of ${choices.map(hyphenated).join(', ')}, separated by commas`, text);
      });
    },
  };
}

interface Range {
  readonly min: number;
  /** By default infinite. */
  readonly max?: number;
  readonly isWhole?: boolean;
}

/** A number from `min` to `max`. */
export function numberFlag(
  placeholder: string,
  { min, max = Number.POSITIVE_INFINITY, isWhole = false }: Range,
  initial: number,
  help: string,
): Flag<number> {
  return {
    placeholder,
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

/** The folder that a command makes. @param content for the error, and as an example: `dataset` */
export const outFlag = (content: string, help: string): Flag<string> => ({
  placeholder: 'FOLDER',
  help,
  read(text, name) {
    if (text !== undefined) return text;
    throw new VisionError(
      'INVALID_INPUT',
      `${name} is missing: name the folder of the ${content}, such as ${name} ${content}`,
    );
  },
});
