import type { Options, Values } from './option';

export interface Operands {
  /** In the help: `MODEL...` */
  readonly name: string;
  /** What is needed at least, in words. */
  readonly least: string;
}

/** One word after `grounded-sam`, and what follows it. */
export interface Command {
  readonly name: string;
  /** What it works on, if on anything. */
  readonly operands?: Operands;
  /** A line for the list of commands. */
  readonly summary: string;
  /** What the options do not say, for the command's own help. */
  readonly details?: string;
  readonly options: Options;
  /** @returns the exit status */
  run(values: Values<Options>, operands: readonly string[]): Promise<number>;
}

/** A command whose `run` knows the types of its options. */
export function defineCommand<O extends Options>(
  command: Omit<Command, 'options' | 'run'> & {
    readonly options: O;
    run(values: Values<O>, operands: readonly string[]): Promise<number>;
  },
): Command {
  // Only `readOptions` makes values, from these very options.
  return command as unknown as Command;
}
