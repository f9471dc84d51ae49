import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageFolder } from '../../scripts/user-dir';
import { type NodeRedProcess, startNodeRedIn } from '../support/node-red-process';
import { installInto, npm, packInto } from '../support/packed-package';

describe('the package that npm pack makes', function () {
  this.timeout(300_000);
  const folder = mkdtempSync(join(tmpdir(), 'grounded-sam-package-'));
  const userDir = join(folder, 'user dir');
  let running: NodeRedProcess | undefined;

  before(() => {
    installInto(userDir, packInto(folder, 'dist/src/stale.js'));
  });
  after(async () => {
    await running?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const installed = join(userDir, 'node_modules/@grounded-sam/node-red');

  it('installs into an empty user directory, and Node-RED loads all its nodes', async () => {
    running = await startNodeRedIn(userDir);

    const response = await fetch(`${running.url}/nodes`, { headers: { accept: 'application/json' } });
    const sets = (await response.json()) as { module: string; types: string[]; err?: unknown }[];
    const ours = sets.filter(({ module }) => module === '@grounded-sam/node-red');

    assert.deepEqual(ours.flatMap(({ types }) => types).sort(), [
      'camera-source',
      'dataset-export',
      'grounding-dino',
      'mask-render',
      'motion-gate',
      'object-tracker',
      'sam',
      'vision-engine',
      'vision-mqtt',
      'vision-zones',
    ]);
    assert.deepEqual(
      ours.filter(({ err }) => err),
      [],
    );
  });

  it('brings an editor plugin with the scripts and texts of the dialogs', async () => {
    const page = await fetch(`${running!.url}/plugins`, { headers: { accept: 'text/html' } });
    const messages = await fetch(`${running!.url}/plugins/messages?lng=en-US`);
    const catalogues = (await messages.json()) as Record<string, { models?: { download: string } }>;

    const [, own = ''] = (await page.text()).split('[red-plugin:@grounded-sam/node-red/editor]');
    assert.match(own, /groundedSam\.dialog = /);
    assert.doesNotMatch(own, /<script[^>]* src=/, 'the editor would wait for ever for a script that is not there');
    assert.equal(catalogues['@grounded-sam/node-red/editor']?.models?.download, 'Download now');
  });

  it('brings an admin plugin with the endpoints of the dialogs', async () => {
    const response = await fetch(`${running!.url}/grounded-sam/models?task=detector`);
    const { models } = (await response.json()) as { models: { model: string }[] };

    assert.ok(models.some(({ model }) => model === 'demo'));
  });

  it('brings the page of the review with all its scripts', async () => {
    const page = `${running!.url}/grounded-sam/review/`;
    const files = readdirSync(join(installed, 'dist/review')).filter((name) => name !== 'index.html');
    const statuses = await Promise.all(['', ...files.map((name) => `files/${name}`)].map((path) => fetch(page + path)));

    assert.ok(files.includes('main.js'));
    assert.deepEqual([...new Set(statuses.map(({ status }) => status))], [200]);
  });

  it('offers the examples in the import dialog', async () => {
    const url = `${running!.url}/library/examples/flows/@grounded-sam/node-red/flows`;
    const examples = await fetch(url, { headers: { accept: 'application/json' } });

    assert.match(JSON.stringify(await examples.json()), /first look/);
  });

  it('runs by its name from the command line, with the demo models it brings', () => {
    const picture = join(installed, 'examples/pictures/shapes.jpg');

    const command = ['exec', '--offline', '--', '@grounded-sam/node-red'];
    const output = npm(userDir, ...command, 'run', picture, '--prompt', 'cyan star', '--json');

    const { detections } = JSON.parse(output) as { detections: { label: string; segmentation: { size: number[] } }[] };
    assert.deepEqual(
      detections.map(({ label }) => label),
      ['cyan star'],
    );
    assert.deepEqual(detections[0]!.segmentation.size, [640, 640]);
  });

  it('carries what users need and nothing else', () => {
    assert.deepEqual(
      readdirSync(installed)
        .filter((name) => name !== 'node_modules')
        .sort(),
      ['CHANGELOG.md', 'LICENSE', 'README.md', 'assets', 'dist', 'examples', 'models', 'package.json'],
    );
    assert.deepEqual(readdirSync(join(installed, 'dist')).sort(), ['admin', 'editor', 'nodes', 'review', 'src']);
    assert.deepEqual(readdirSync(join(installed, 'examples')).sort(), ['dashboard', 'flows', 'pictures']);
    assert.deepEqual(readdirSync(join(installed, 'models/demo')).sort(), ['MODEL_CARD.md', 'grounding-dino', 'sam2']);
  });

  it('is built from the sources alone, without source maps or names of them', () => {
    const built = readdirSync(join(installed, 'dist'), { recursive: true, encoding: 'utf8' });
    const scripts = built.filter((file) => file.endsWith('.js'));

    assert.ok(scripts.length > 100);
    assert.deepEqual(
      built.filter((file) => file.endsWith('.map') || file.endsWith('stale.js')),
      [],
    );
    assert.deepEqual(
      scripts.filter((file) => readFileSync(join(installed, 'dist', file), 'utf8').includes('sourceMappingURL')),
      [],
    );
  });

  describe('as a library', () => {
    const run = (name: string, source: string): string => {
      const script = join(userDir, name);
      writeFileSync(script, source);
      return execFileSync(process.execPath, [script], { encoding: 'utf8' });
    };

    it('exports its functions to require and import', () => {
      const print = "console.log(openEngine.name, parsePrompt('prompt', 'cyan star')[0].label)";
      const names = '{ openEngine, parsePrompt }';

      const required = run('requires.js', `const ${names} = require('@grounded-sam/node-red'); ${print}`);
      const imported = run('imports.mjs', `import ${names} from '@grounded-sam/node-red'; ${print}`);

      assert.equal(required, 'openEngine cyan star\n');
      assert.equal(imported, required);
    });

    it('exports its package.json', () => {
      const version = run('version.js', "console.log(require('@grounded-sam/node-red/package.json').version)");

      assert.match(version, /^\d+\.\d+\.\d+/);
    });

    it('refuses the import of a file inside', () => {
      const source =
        "try { require('@grounded-sam/node-red/dist/src/engine/engine.js') } catch (e) { console.log(e.code) }";

      assert.equal(run('deep.js', source), 'ERR_PACKAGE_PATH_NOT_EXPORTED\n');
    });

    it('exports its types', () => {
      writeFileSync(
        join(userDir, 'types.ts'),
        `import { type Detection, openEngine, parsePrompt } from '@grounded-sam/node-red';
const model = { model: 'demo', dtype: 'auto', baseFolder: '.' } as const;
export const find = async (image: Buffer): Promise<readonly Detection[]> =>
  (await openEngine().detect({ image, model, classes: parsePrompt('prompt', 'cyan star') })).detections;
// @ts-expect-error: a detection has no such property
export const wrong = async (image: Buffer) => (await find(image))[0]!.nothing;
`,
      );
      const modules = join(packageFolder, 'node_modules');
      const options = ['--strict', '--noEmit', '--module', 'node20', '--types', 'node'];
      const args = [...options, '--typeRoots', join(modules, '@types'), 'types.ts'];

      execFileSync(process.execPath, [join(modules, 'typescript/bin/tsc'), ...args], { cwd: userDir });
    });
  });
});
