import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands } from '../../../src/cli/commands';
import { completionScript, shells } from '../../../src/cli/completion';
import { flagName } from '../../../src/cli/flag';

const isInstalled = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

/** What a shell prints after it has read its completion script. */
const printedBy = (shell: 'bash' | 'fish', commandLine: string): string[] =>
  spawnSync(shell, ['-c', `${completionScript(shell, commands)}\n${commandLine}`], { encoding: 'utf8' })
    .stdout.split(/\s+/)
    .filter((word) => word !== '');

const inBash = (...words: string[]): string[] =>
  printedBy(
    'bash',
    `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _grounded_sam; echo "\${COMPREPLY[@]}"`,
  );

describe('completion scripts', () => {
  for (const shell of shells) {
    it(`for ${shell} name every command and option`, () => {
      const script = completionScript(shell, commands);

      for (const { name, flags } of commands) {
        assert.ok(script.includes(name), name);
        for (const key of Object.keys(flags)) {
          assert.ok(script.includes(shell === 'fish' ? `-l ${flagName(key).slice(2)} ` : flagName(key)), key);
        }
      }
    });

    it(`for ${shell} have no syntax error`, function () {
      if (!isInstalled(shell)) this.skip();
      const folder = mkdtempSync(join(tmpdir(), 'completion-'));
      const file = join(folder, 'script');
      writeFileSync(file, completionScript(shell, commands));
      const { status, stderr } = spawnSync(shell, ['-n', file], { encoding: 'utf8' });
      rmSync(folder, { recursive: true });

      assert.deepEqual([status, stderr], [0, '']);
    });
  }

  for (const { words, expected } of [
    { words: ['grounded-sam', 'do'], expected: ['doctor', 'download'] },
    { words: ['grounded-sam', '--v'], expected: ['--version'] },
    { words: ['grounded-sam', 'help', 'ex'], expected: ['export'] },
    { words: ['grounded-sam', 'completion', ''], expected: ['bash', 'zsh', 'fish'] },
    { words: ['grounded-sam', 'run', '--dev'], expected: ['--device'] },
    { words: ['grounded-sam', 'detect', '--device', 'c'], expected: ['cpu', 'cuda', 'coreml'] },
    { words: ['grounded-sam', 'export', '-d', 'web'], expected: ['webgpu'] },
    { words: ['grounded-sam', 'detect', '--segm'], expected: [] },
    { words: ['grounded-sam', 'run', 'photo'], expected: [] },
  ]) {
    it(`for bash complete "${words.join(' ')}"`, function () {
      if (!isInstalled('bash')) this.skip();
      assert.deepEqual(inBash(...words), expected);
    });
  }

  it('for fish complete commands and the choices of options', function () {
    if (!isInstalled('fish')) this.skip();
    const first = (line: string): string[] =>
      printedBy('fish', `complete -C '${line}' | string replace -r '\\t.*' ''`).sort();

    assert.deepEqual(first('grounded-sam do'), ['doctor', 'download']);
    assert.deepEqual(first('grounded-sam run --device c'), ['coreml', 'cpu', 'cuda']);
  });
});
