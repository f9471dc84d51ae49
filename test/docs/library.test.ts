import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageFolder, sampleImage } from '../../scripts/user-dir';
import * as library from '../../src';
import { decodeImage } from '../../src/image/decode';
import { folderContent, type HubServer, startHubServer } from '../support/hub-server';

const page = readFileSync(join(packageFolder, 'docs/library.md'), 'utf8');
const examples = join(packageFolder, 'examples/library');
const PROMPT = 'cyan star. blue ring';

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface ExampleOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Presses Ctrl+C once the example reports progress. */
  readonly isInterrupted?: boolean;
}

/** Runs an example as a user does. */
function runExample(
  name: string,
  args: readonly string[],
  { env, isInterrupted = false }: ExampleOptions = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [join(examples, name), ...args], { env: { ...process.env, ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  if (isInterrupted) child.stderr.once('data', () => child.kill('SIGINT'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}

describe('docs/library.md', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'grounded-sam-library-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

  it('shows the files of examples/library and no other script', () => {
    const shown = [...page.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code);
    const files = readdirSync(examples).map((file) => readFileSync(join(examples, file), 'utf8'));

    assert.deepEqual(shown.sort(), files.sort());
  });

  it('names only what is exported', () => {
    const rows = page.slice(page.indexOf('## Exports')).match(/^\| `.*? \|/gm) ?? [];
    const names = rows.flatMap((row) => [...row.matchAll(/`(\w+)/g)].map(([, name]) => name!));

    assert.ok(names.length > 20, `${names.length} names`);
    assert.deepEqual(
      names.filter((name) => !(name in library)),
      [],
    );
  });

  it('draws what it detects', async () => {
    const drawn = join(folder, 'drawn.jpg');

    const { status, stdout, stderr } = await runExample('draw.mjs', [sampleImage, PROMPT, drawn]);

    assert.equal(status, 0, stderr);
    assert.match(stdout, /^(cyan star|blue ring): score 0\.\d\d, \d+ pixels\n(cyan star|blue ring): score /);
    const { width, height } = await decodeImage(readFileSync(drawn));
    assert.deepEqual([width, height], [640, 640]);
  });

  it('makes a dataset, and adds only new images when it runs again', async () => {
    const photos = join(folder, 'photos');
    const dataset = join(folder, 'dataset');
    mkdirSync(photos);
    copyFileSync(sampleImage, join(photos, 'shapes.jpg'));

    const first = await runExample('dataset.mjs', [photos, PROMPT, dataset]);
    const second = await runExample('dataset.mjs', [photos, PROMPT, dataset]);

    assert.equal(first.status, 0, first.stderr);
    const [, split] = /^shapes\.jpg: 2 objects, (train|val), images\/\1\/shapes\.jpg\n$/.exec(first.stdout) ?? [];
    const annotations = readFileSync(join(dataset, `annotations/instances_${split}.json`), 'utf8');
    const { categories } = JSON.parse(annotations) as { categories: { name: string }[] };
    assert.deepEqual(
      categories.map(({ name }) => name),
      ['cyan star', 'blue ring'],
    );
    assert.deepEqual(second, { status: 0, stdout: '', stderr: '' });
  });

  describe('with models of a hub', () => {
    let server: HubServer;
    let env: NodeJS.ProcessEnv;
    beforeEach(async () => {
      server = await startHubServer();
      env = { HF_ENDPOINT: server.url, HF_HOME: folder };
      server.addRepository('org/dino', folderContent(library.demoFolder('detector')));
      server.addRepository('org/sam', folderContent(library.demoFolder('segmenter')));
    });
    afterEach(() => server.close());

    it('prints polygons, and the progress of downloads', async () => {
      const args = [sampleImage, PROMPT, 'org/dino', 'org/sam'];

      const { status, stdout, stderr } = await runExample('polygons.mjs', args, { env });

      assert.equal(status, 0, stderr);
      const objects = JSON.parse(stdout) as { label: string; polygons: library.MaskPolygon[] }[];
      assert.deepEqual(objects.map(({ label }) => label).sort(), ['blue ring', 'cyan star']);
      const ring = objects.find(({ label }) => label === 'blue ring')!;
      assert.deepEqual(
        ring.polygons.map(({ holes }) => holes.length),
        [1],
      );
      assert.match(stderr, /^org\/dino: 100 % of \d+(\.\d)? MB$/m);
      assert.match(stderr, /^org\/sam: 100 % of \d+(\.\d)? MB$/m);
    });

    it('ends a download on Ctrl+C', async function () {
      if (process.platform === 'win32') this.skip();
      server.addFault({ path: /model\.onnx$/, slice: 100_000, sliceMs: 50, until: () => new Promise(() => {}) });

      const { status, stderr } = await runExample('polygons.mjs', [sampleImage, PROMPT, 'org/dino'], {
        env,
        isInterrupted: true,
      });

      assert.equal(status, 1);
      assert.match(stderr, /^AbortError /m);
      assert.ok(!existsSync(join(folder, 'hub/models--org--sam')));
    });
  });
});
