import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../../scripts/user-dir';

/** npm 10 and 11 warn of settings that npm 12 does not know. It refuses those of its command line. */
describe('npm in this repository', () => {
  for (const folder of ['.', 'bench']) {
    it(`knows all settings of ${folder}/.npmrc`, () => {
      const script = process.env.npm_execpath;
      const [command, ...first] = script ? [process.execPath, script] : ['npm'];
      const { stderr } = spawnSync(command!, [...first, 'run'], { cwd: join(packageFolder, folder), encoding: 'utf8' });

      assert.doesNotMatch(stderr, /unknown project config/i);
    });
  }

  it('gets no setting of onnxruntime-node from a page: it is a variable of the environment', () => {
    const pages = readdirSync(join(packageFolder, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => join('docs', name));
    const others = ['README.md', 'CONTRIBUTING.md', 'RELEASING.md', 'tools/export/README.md', '.npmrc', 'bench/.npmrc'];

    assert.deepEqual(
      [...pages, ...others].filter((page) =>
        /(?<!\w)(?:--)?onnxruntime-node-install/.test(readFileSync(join(packageFolder, page), 'utf8')),
      ),
      [],
    );
  });

  it('runs the package by its name, and never by a name that is not ours', () => {
    const pages = ['README.md', 'CONTRIBUTING.md', 'RELEASING.md', '.github/ISSUE_TEMPLATE/bug.yml'];
    const docs = readdirSync(join(packageFolder, 'docs')).filter((name) => name.endsWith('.md'));
    const { bin } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { bin: object };

    // npx runs the only command of a package, whatever its name.
    assert.deepEqual(Object.keys(bin), ['grounded-sam']);
    assert.deepEqual(
      [...pages, ...docs.map((name) => join('docs', name))].filter((page) =>
        /npx (?:-\S+ )*grounded-sam/.test(readFileSync(join(packageFolder, page), 'utf8')),
      ),
      [],
    );
  });
});
