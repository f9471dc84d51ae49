import type { Command } from './command';
import { type Options, optionName } from './option';

/** What `grounded-sam --help` prints. */
export function usage(commands: readonly Command[]): string {
  const rows = commands.map((command) => [`  ${nameAndOperands(command)}`, command.summary] as const);
  return `Usage: grounded-sam COMMAND [options]

${columns(rows)}

grounded-sam COMMAND --help says what a command takes.`;
}

/** What `grounded-sam COMMAND --help` prints. */
export function commandUsage(command: Command): string {
  const { summary, details, options } = command;
  return [
    `Usage: grounded-sam ${nameAndOperands(command)} [options]`,
    `${summary[0]!.toUpperCase()}${summary.slice(1)}.`,
    ...(details === undefined ? [] : [details]),
    `Options:\n${optionLines(options)}`,
  ].join('\n\n');
}

const nameAndOperands = ({ name, operands }: Command): string => (operands ? `${name} ${operands.name}` : name);

const optionLines = (options: Options): string =>
  columns([
    ...Object.entries(options).map(([key, { value, help }]) => {
      const name = optionName(key);
      return [`  ${value === undefined ? name : `${name} ${value}`}`, help] as const;
    }),
    ['  --help', 'this text'],
  ]);

function columns(rows: readonly (readonly [left: string, right: string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => left.padEnd(width) + right.replaceAll('\n', `\n${' '.repeat(width)}`)).join('\n');
}
