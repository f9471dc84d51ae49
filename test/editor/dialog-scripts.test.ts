import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const FOLDER = 'dist/dialog-scripts';

const scriptOf = (page: string): string =>
  [...page.matchAll(/<script type="text\/javascript">([\s\S]*?)<\/script>/g)].map(([, script]) => script).join('\n');

/** What the compiler says of scripts by name, together with the scripts that all dialogs share. */
function check(scripts: Readonly<Record<string, string>>): string {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const compilerOptions = { allowJs: true, checkJs: true, noEmit: true, noImplicitAny: false, rootDir: '../..' };
  const config = { extends: '../../editor/tsconfig.json', compilerOptions, include: ['../../editor/*.ts', '*.js'] };
  writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify(config));
  for (const [name, script] of Object.entries(scripts)) writeFileSync(join(FOLDER, `${name}.js`), script);
  const { stdout } = spawnSync(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', FOLDER], {
    encoding: 'utf8',
  });
  return stdout;
}

describe('the scripts in the html of the nodes', () => {
  after(() => rmSync(FOLDER, { recursive: true, force: true }));

  it('have no type error', () => {
    const types = readdirSync('nodes').filter((name) => name !== 'shared');
    const scripts = types.map((type) => [type, scriptOf(readFileSync(`nodes/${type}/${type}.html`, 'utf8'))]);

    assert.equal(check(Object.fromEntries(scripts)), '');
  });

  for (const [name, script, error] of [
    ['a row that does not exist', 'editor.dialog("sam", [editor.numbrRow("grow", "expand")]);', /numbrRow/],
    ['a row without an icon', 'editor.dialog("sam", [editor.numberRow("grow")]);', /Expected 2-3 arguments/],
    ['a check that takes no name', 'editor.checks("sam").whole(0, 1);', /Expected 3 arguments/],
  ] as const) {
    it(`must not have ${name}`, () => {
      assert.match(check({ wrong: `groundedSamNodes.push((editor) => { ${script} });` }), error);
    });
  }
});
