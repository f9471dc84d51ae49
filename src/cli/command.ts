import type { Flags, FlagValues } from './flag';

/** The words after a command that are not flags. */
export interface Operands {
  /** For the help: `MODEL...` */
  readonly name: string;
  /** Reads on from "run needs": `at least one image`. */
  readonly least: string;
}

/** A command of `grounded-sam`: its help, its flags, and its work. */
export interface Command {
  readonly name: string;
  /** Absent for a command without operands. */
  readonly operands?: Operands;
  /** For the list of commands, without a full stop. */
  readonly summary: string;
  /** More lines for the help of the command. */
  readonly details?: string;
  readonly flags: Flags;
  /** @returns the exit status: 0, or 1 if some or all of the work failed */
  run(values: FlagValues<Flags>, operands: readonly string[]): Promise<number>;
}

/** A command whose `run` knows the types of its options. */
export function defineCommand<F extends Flags>(
  command: Omit<Command, 'flags' | 'run'> & {
    readonly flags: F;
    run(values: FlagValues<F>, operands: readonly string[]): Promise<number>;
  },
): Command {
  // `values` come from `parseFlags` with these flags, so their types match.
  return command as unknown as Command;
}
