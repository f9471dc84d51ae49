import type { Command } from './command';
import { type Flag, flagName, shortName } from './flag';

/** Shells that the command `completion` writes a script for. */
export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** The completion script of a shell, made from the commands, their options, and the choices of these. */
export const completionScript = (shell: Shell, commands: readonly Command[]): string => writers[shell](commands);

const writers: { readonly [Name in Shell]: (commands: readonly Command[]) => string } = { bash, zsh, fish };

interface Option {
  readonly long: string;
  readonly short: string | undefined;
  readonly flag: Pick<Flag<unknown>, 'placeholder' | 'help' | 'choices'>;
}

const optionsOf = ({ flags }: Command): readonly Option[] => [
  ...Object.entries(flags).map(([key, flag]) => ({ long: flagName(key), short: shortName(key), flag })),
  { long: '--help', short: '-h', flag: { help: 'show this help' } },
];

const namesOf = ({ long, short }: Option): readonly string[] => (short === undefined ? [long] : [short, long]);

/** The first line of a help text. */
const titleOf = ({ help }: Option['flag']): string => help.split('\n')[0]!.replace(/[,;:]$/, '');

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function bash(commands: readonly Command[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  const values = commands.flatMap((command) =>
    optionsOf(command)
      .filter(({ flag }) => flag.choices)
      .map((one) => {
        const patterns = namesOf(one).map((name) => `'${command.name} ${name}'`);
        return `    ${patterns.join('|')}) COMPREPLY=($(compgen -W '${one.flag.choices!.join(' ')}' -- "$word")); return ;;`;
      }),
  );
  const options = commands.map(
    (command) => `    ${command.name}) options='${optionsOf(command).flatMap(namesOf).join(' ')}' ;;`,
  );
  return `# Completion of grounded-sam for bash: eval "$(grounded-sam completion bash)"
_grounded_sam() {
  local word="\${COMP_WORDS[COMP_CWORD]}" options=''
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${names} help --help --version' -- "$word"))
    return
  fi
  if [ "\${COMP_WORDS[1]}" = help ]; then
    COMPREPLY=($(compgen -W '${names}' -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]} \${COMP_WORDS[COMP_CWORD - 1]}" in
${values.join('\n')}
    'completion completion') COMPREPLY=($(compgen -W '${shells.join(' ')}' -- "$word")); return ;;
  esac
  case "\${COMP_WORDS[1]}" in
${options.join('\n')}
  esac
  case "$word" in
    -*) COMPREPLY=($(compgen -W "$options" -- "$word")) ;;
  esac
}
complete -o default -F _grounded_sam grounded-sam`;
}

function zsh(commands: readonly Command[]): string {
  const names = commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`);
  const escaped = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&');
  const spec = (one: Option): string => {
    const { placeholder, choices } = one.flag;
    const values = choices ? `(${choices.join(' ')})` : '_files';
    const value = placeholder === undefined ? '' : `:${escaped(placeholder)}:${values}`;
    return namesOf(one)
      .map((name) => `        ${quoted(`*${name}[${escaped(titleOf(one.flag))}]${value}`)}`)
      .join(' \\\n');
  };
  const cases = commands.map((command) => {
    const operands = command.name === 'completion' ? `1:SHELL:(${shells.join(' ')})` : '*:file:_files';
    return `    ${command.name})
      _arguments \\
${optionsOf(command).map(spec).join(' \\\n')} \\
        ${quoted(operands)} ;;`;
  });
  return `#compdef grounded-sam
# Completion of grounded-sam for zsh: source <(grounded-sam completion zsh), after compinit
_grounded_sam() {
  local -a commands
  commands=(
${names.join('\n')}
    'help:show the help of a command'
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$command" in
    help) _describe command commands ;;
${cases.join('\n')}
  esac
}
compdef _grounded_sam grounded-sam`;
}

function fish(commands: readonly Command[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  const summaries = commands.map(
    ({ name, summary }) => `complete -c grounded-sam -f -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
  );
  const options = commands.flatMap((command) =>
    optionsOf(command).map((one) => {
      const { placeholder, choices } = one.flag;
      const short = one.short === undefined ? '' : ` -s ${one.short.slice(1)}`;
      const value = choices ? ` -x -a ${quoted(choices.join(' '))}` : placeholder === undefined ? '' : ' -r';
      const seen = `-n '__fish_seen_subcommand_from ${command.name}'`;
      return `complete -c grounded-sam ${seen} -l ${one.long.slice(2)}${short}${value} -d ${quoted(titleOf(one.flag))}`;
    }),
  );
  return `# Completion of grounded-sam for fish: grounded-sam completion fish | source
${summaries.join('\n')}
complete -c grounded-sam -f -n __fish_use_subcommand -a help -d 'show the help of a command'
complete -c grounded-sam -n __fish_use_subcommand -s V -l version -d 'show the version'
complete -c grounded-sam -f -n '__fish_seen_subcommand_from help' -a ${quoted(names)}
complete -c grounded-sam -f -n '__fish_seen_subcommand_from completion' -a ${quoted(shells.join(' '))}
${options.join('\n')}`;
}
