import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cliPath, runCli, startCli } from '../../support/cli';
import { scenePath } from '../../support/scenes';
import { until } from '../../support/until';

const PROMPT = ['--prompt', 'star. circle. heart'];

describe('many images', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'grounded-sam-batch-'));
    mkdirSync(join(folder, 'in/sub'), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const copyScenes = (...files: readonly string[]): void => {
    for (const [index, file] of files.entries()) copyFileSync(scenePath(index), join(folder, 'in', file));
  };

  const filesIn = (name: string): string[] =>
    readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' })
      .filter((file) => statSync(join(folder, name, file)).isFile())
      .sort();

  const withoutTimes = (stdout: string): unknown[] =>
    stdout
      .trim()
      .split('\n')
      .map((line) => ({ ...JSON.parse(line), ms: undefined }));

  it('draws a folder into the same subfolders, and summarises the failures', async () => {
    copyScenes('b.png', 'a.png', 'sub/a.png');
    writeFileSync(join(folder, 'in/a2.jpg'), 'no picture');
    writeFileSync(join(folder, 'in/sub/empty.jpg'), '');

    const { status, stdout, stderr } = await runCli(folder, ['run', 'in', ...PROMPT, '--out', 'in/out']);
    const again = await runCli(folder, ['run', 'in', ...PROMPT, '--out', 'in/out', '--resume']);

    assert.equal(status, 1);
    assert.deepEqual(filesIn('in/out'), ['a-masks.jpg', 'b-masks.jpg', 'sub/a-masks.jpg']);
    assert.deepEqual(stdout.match(/^-> .*$/gm), [
      '-> in/out/a-masks.jpg',
      '-> in/out/b-masks.jpg',
      '-> in/out/sub/a-masks.jpg',
    ]);
    assert.match(stderr, /^40 % of 5 images .* left {2}1 failed$/m);
    assert.match(
      stderr,
      /^2 of 5 images failed:\n {2}1 x The image cannot be read: .*: in\/a2\.jpg\n {2}1 x .*: in\/sub\/empty\.jpg$/m,
    );
    assert.match(again.stderr, /^Skipped 3 of 5 images: already drawn$/m);
    assert.match(again.stderr, /^2 of 2 images failed:$/m);
  });

  it('says how it understood the prompt, and that the demo model is used if none was chosen', async () => {
    copyScenes('a.png');
    const prompt = ['--prompt', 'cyan star, blue ring. !red cross'];

    const usual = await runCli(folder, ['run', 'in', ...prompt, '--json']);
    const chosen = await runCli(folder, ['detect', 'in', ...prompt, '--detector', 'demo']);

    const understood =
      'Finds: cyan star, blue ring; !red cross\n' +
      'One class, not 2: "cyan star, blue ring". A full stop separates classes: "cyan star. blue ring"\n';
    assert.match(
      usual.stderr,
      /^The built-in demo model is used, because --detector is missing\. It knows drawn shapes only/,
    );
    assert.ok(usual.stderr.includes(`\n${understood}`), usual.stderr);
    assert.ok(chosen.stderr.startsWith(understood), chosen.stderr);
  });

  it('refuses a phrase of which the demo model knows no word', async () => {
    copyScenes('a.png');

    const { status, stderr } = await runCli(folder, ['detect', 'in', '--prompt', 'person with a hat']);

    assert.equal(status, 1);
    assert.match(stderr, /Words unknown to the model: "person", "with", "hat"/);
  });

  it('prints the same results in the same order with every --concurrency', async () => {
    copyScenes('0.png', '1.png', '2.png', '3.png', '4.png', '5.png', '6.png');
    writeFileSync(join(folder, 'in/2.jpg'), 'no picture');
    const run = (concurrency: string) =>
      runCli(folder, ['run', 'in/*', ...PROMPT, '--json', '--concurrency', concurrency]);

    const [one, many] = [await run('1'), await run('5')];

    assert.deepEqual(withoutTimes(many!.stdout), withoutTimes(one!.stdout));
    assert.deepEqual(
      many!.stdout.match(/"file":"[^"]*"/g),
      [0, 1, 2, 3, 4, 5, 6].map((index) => `"file":"in/${index}.png"`),
    );
  });

  it('--resume processes only images without a drawn file', async () => {
    copyScenes('a.png', 'b.png', 'c.png');
    const args = ['detect', 'in', ...PROMPT, '--out', 'out', '--resume', '--json'];
    await runCli(folder, args);
    rmSync(join(folder, 'out/b-boxes.jpg'));

    const second = await runCli(folder, args);
    const third = await runCli(folder, [...args, '--detector', './not-even-opened']);

    assert.deepEqual([second.status, second.stdout.match(/"file":"[^"]*"/g)], [0, ['"file":"in/b.png"']]);
    assert.deepEqual(filesIn('out'), ['a-boxes.jpg', 'b-boxes.jpg', 'c-boxes.jpg']);
    assert.deepEqual([third.status, third.stdout], [0, '']);
    assert.match(third.stderr, /^Skipped 3 of 3 images: already drawn$/m);
  });

  it('Ctrl-C leaves only complete lines and files, and --resume processes the remaining images', async () => {
    copyScenes(...Array.from({ length: 24 }, (_, index) => `${String(index).padStart(2, '0')}.png`));
    const args = ['run', 'in', ...PROMPT, '--out', 'out', '--resume', '--json'];
    const run = startCli(folder, args);
    await until(() => run.stdout().includes('\n'));
    run.child.kill('SIGINT');
    const interrupted = await run.outcome;
    const drawn = filesIn('out');
    const rest = await runCli(folder, args);

    assert.equal(interrupted.status, 130);
    const [, done] = /^Interrupted after (\d+) of 24 images$/m.exec(interrupted.stderr)!;
    assert.equal(withoutTimes(interrupted.stdout).length, Number(done));
    assert.ok(Number(done) < 24);
    assert.doesNotMatch(interrupted.stderr, /failed|aborted/);
    for (const file of drawn) assert.match(file, /^\d\d-masks\.jpg$/);
    assert.equal(rest.status, 0);
    assert.equal(withoutTimes(rest.stdout).length, 24 - drawn.length);
    assert.equal(filesIn('out').length, 24);
  });

  it('reports once that a model cannot be opened', async () => {
    copyScenes('a.png', 'b.png');

    const { status, stderr } = await runCli(folder, ['detect', 'in', ...PROMPT, '--detector', './no-model']);

    assert.equal(status, 2);
    assert.match(stderr, /^grounded-sam: .*no-model.*\n$/);
  });

  it('ends when its output is closed', async () => {
    copyScenes(...Array.from({ length: 24 }, (_, index) => `${index}.png`));
    const run = startCli(folder, ['detect', 'in', ...PROMPT, '--json']);
    await once(run.child.stdout!, 'data');
    run.child.stdout!.destroy();

    const { status, stderr } = await run.outcome;

    assert.equal(status, 1);
    assert.doesNotMatch(stderr, /EPIPE|Error/);
  });

  it('draws the requested styles in the requested format, cut-outs with transparency', async () => {
    copyScenes('a.png');

    const labels = await runCli(folder, [
      'run',
      'in',
      ...PROMPT,
      '--out',
      'out',
      '--format',
      'webp',
      '--style',
      'label',
    ]);
    const cutouts = await runCli(folder, ['run', 'in', ...PROMPT, '--out', 'out', '--style', 'cutout,label']);

    assert.deepEqual([labels.status, cutouts.status], [0, 0]);
    assert.deepEqual(filesIn('out'), ['a-masks.png', 'a-masks.webp']);
  });

  it('shows a bar on a terminal', function () {
    copyScenes('a.png', 'b.png');
    const command = [process.execPath, cliPath, 'detect', 'in', '--prompt', 'star']
      .map((word) => `'${word}'`)
      .join(' ');
    const terminal = spawnSync('script', ['-qec', command, '/dev/null'], { cwd: folder, encoding: 'utf8' });
    if (terminal.error) this.skip();

    assert.match(terminal.stdout, /\[#{12}-{12}\] {2}50 % of 2 images .* left/);
    assert.match(terminal.stdout, /\[#{24}\] 100 % of 2 images .*\r\n$/);
  });
});
