#!/usr/bin/env node
import type { Command } from './cli/command';
import { commands } from './cli/commands';
import { parseFlags } from './cli/flag';
import { commandUsage, usage } from './cli/usage';
import { packageVersion } from './cli/version';
import { type ErrorCode, invalidInput, messageOf, VisionError } from './index';

/** Some or all of the work failed. */
const FAILED = 1;
const BAD_USAGE = 2;
/** Errors of the command line itself. All others happen while it is carried out. */
const usageErrors: readonly ErrorCode[] = [
  'INVALID_INPUT',
  'BAD_PROMPT',
  'BAD_DATASET',
  'MODEL_NOT_FOUND',
  'MODEL_UNSUPPORTED',
];

/** @returns the exit status */
async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === '--version' || name === '-V' || name === '-v') return print(packageVersion());
  if (isHelp(name) || name === 'help') {
    const topic = args.find((one) => !isHelp(one));
    return print(topic === undefined ? usage(commands) : commandUsage(commandOf(topic)));
  }
  const command = commandOf(name);
  if (args.some(isHelp)) return print(commandUsage(command));
  const { values, operands } = parseFlags(command.flags, args);
  if (command.operands && operands.length === 0) {
    throw new VisionError('INVALID_INPUT', `${command.name} needs ${command.operands.least}`);
  }
  if (!command.operands && operands.length > 0) {
    throw new VisionError('INVALID_INPUT', `${command.name} takes no arguments, got ${operands.join(' ')}`);
  }
  return command.run(values, operands);
}

const isHelp = (text: string | undefined): boolean => text === '--help' || text === '-h';

/** @throws VisionError `INVALID_INPUT` */
function commandOf(name: string | undefined): Command {
  const command = commands.find((one) => one.name === name);
  if (command) return command;
  const names = commands.map((one) => one.name).join(', ');
  throw invalidInput('The command', `one of ${names} (see --help)`, name ?? 'none');
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

// The reader of the results may stop early, as `| head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.stderr.write(`grounded-sam: ${error.message}\n`);
  process.exit(FAILED);
});

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`grounded-sam: ${messageOf(error)}\n`);
    process.exitCode = error instanceof VisionError && usageErrors.includes(error.code) ? BAD_USAGE : FAILED;
  },
);
