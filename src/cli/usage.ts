import type { Command } from './command';
import { type Flags, flagName, shortName } from './flag';

/** The text of `grounded-sam --help`. */
export function usage(commands: readonly Command[]): string {
  const rows = [
    ...commands.map((command) => [`  ${nameAndOperands(command)}`, command.summary] as const),
    ['  --version', 'print the version'] as const,
  ];
  return `Usage: grounded-sam COMMAND [options]

${columns(rows)}

Run grounded-sam help COMMAND for the options of a command.`;
}

/** The text of `grounded-sam COMMAND --help`. */
export function commandUsage(command: Command): string {
  const { summary, details, flags } = command;
  return [
    `Usage: grounded-sam ${nameAndOperands(command)} [options]`,
    `${summary[0]!.toUpperCase()}${summary.slice(1)}.`,
    ...(details === undefined ? [] : [details]),
    `Options:\n${flagLines(flags)}`,
  ].join('\n\n');
}

const nameAndOperands = ({ name, operands }: Command): string => (operands ? `${name} ${operands.name}` : name);

const flagLines = (flags: Flags): string =>
  columns([
    ...Object.entries(flags).map(([key, { placeholder, help }]) => {
      const short = shortName(key);
      const name = `${short === undefined ? '   ' : `${short},`} ${flagName(key)}`;
      return [`  ${placeholder === undefined ? name : `${name} ${placeholder}`}`, help] as const;
    }),
    ['  -h, --help', 'show this help'],
  ]);

function columns(rows: readonly (readonly [left: string, right: string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => left.padEnd(width) + right.replaceAll('\n', `\n${' '.repeat(width)}`)).join('\n');
}
