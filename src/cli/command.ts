import type { Flags, FlagValues } from './flag';

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
  readonly flags: Flags;
  /** @returns the exit status */
  run(values: FlagValues<Flags>, operands: readonly string[]): Promise<number>;
}

/** A command whose `run` knows the types of its options. */
export function defineCommand<F extends Flags>(
  command: Omit<Command, 'flags' | 'run'> & {
    readonly flags: F;
    run(values: FlagValues<F>, operands: readonly string[]): Promise<number>;
  },
): Command {
  // Only `parseFlags` makes values, from these very options.
  return command as unknown as Command;
}
