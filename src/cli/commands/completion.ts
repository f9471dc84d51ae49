import { invalidInput } from '../../index';
import { type Command, defineCommand } from '../command';
import { completionScript, shells } from '../completion';

/** @param commands all commands of the command line, in any order */
export const completion = (commands: () => readonly Command[]): Command =>
  defineCommand({
    name: 'completion',
    operands: { name: 'SHELL', least: `a shell: ${shells.join(', ')}` },
    summary: `print a completion script for ${shells.join(', ')}`,
    details: `bash: add to ~/.bashrc   eval "$(grounded-sam completion bash)"
zsh: add to ~/.zshrc     source <(grounded-sam completion zsh)
fish: run once           grounded-sam completion fish > ~/.config/fish/completions/grounded-sam.fish`,
    flags: {},

    async run(_values, operands) {
      const shell = shells.find((one) => one === operands[0] && operands.length === 1);
      if (!shell) throw invalidInput('The shell', `one of ${shells.join(', ')}`, operands.join(' '));
      process.stdout.write(`${completionScript(shell, commands())}\n`);
      return 0;
    },
  });
