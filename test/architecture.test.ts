import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { findCycle, importsOf, isPackage, sourceFiles } from './support/imports';

/**
 * Who may import whom. An area may always import itself, and every area `src/errors`; a missing pair is a design
 * decision, not a lint detail. `nodes/*` stands for the folder of one node.
 */
const mayImport: Record<string, readonly string[]> = {
  'src/errors': [],
  'src/contract': [],
  'src/tensor': [],
  'src/geometry': ['src/contract'],
  'src/calls': ['src/contract'],
  'src/files': [],
  'src/onnx': [],
  'src/process': ['src/calls'],
  'src/image': ['src/contract'],
  'src/masks': ['src/contract', 'src/geometry', 'src/image'],
  'src/motion': ['src/contract', 'src/geometry'],
  'src/polygon-editor': ['src/geometry'],
  'src/review-page': ['src/contract', 'src/geometry'],
  'src/tracking': ['src/contract', 'src/geometry'],
  'src/zones': ['src/contract', 'src/geometry'],
  'src/camera': ['src/calls', 'src/process'],
  'src/mqtt': ['src/contract'],
  'src/models': ['src/contract', 'src/tensor', 'src/geometry', 'src/onnx'],
  'src/model-files': [],
  'src/hub': ['src/files', 'src/model-files', 'src/hub/cache', 'src/hub/download'],
  'src/model-repository': ['src/files', 'src/hub', 'src/hub/cache', 'src/model-files', 'src/models', 'src/onnx'],
  'src/hub/cache': ['src/files', 'src/model-files', 'src/hub'],
  'src/hub/download': ['src/files', 'src/model-files', 'src/hub', 'src/hub/cache'],
  'src/engine/protocol': [
    'src/contract',
    'src/hub',
    'src/masks',
    'src/model-files',
    'src/models',
    'src/engine/server-settings',
  ],
  'src/engine/requests': [
    'src/contract',
    'src/hub',
    'src/masks',
    'src/model-files',
    'src/models',
    'src/engine/protocol',
  ],
  'src/engine/devices': ['src/engine/protocol'],
  'src/engine/open-engines': ['src/engine/parent', 'src/engine/protocol'],
  'src/engine/preferred-dtypes': ['src/model-files', 'src/engine/devices', 'src/engine/protocol'],
  'src/engine/child/local': [
    'src/calls',
    'src/files',
    'src/geometry',
    'src/hub',
    'src/model-files',
    'src/models',
    'src/tensor',
    'src/engine/child',
    'src/engine/devices',
    'src/engine/preferred-dtypes',
    'src/engine/protocol',
  ],
  'src/engine/server-check': ['src/model-files', 'src/models', 'src/engine/child/remote', 'src/engine/server-settings'],
  'src/engine/server-settings': [],
  'src/engine/server-text': ['src/engine/server-settings'],
  'src/engine/child/remote': [
    'src/hub',
    'src/hub/download',
    'src/model-files',
    'src/models',
    'src/tensor',
    'src/engine/child',
    'src/engine/protocol',
    'src/engine/server-settings',
  ],
  'src/engine/child/operations': [
    'src/calls',
    'src/image',
    'src/model-files',
    'src/models',
    'src/engine/child',
    'src/engine/protocol',
  ],
  'src/engine/child': [
    'src/contract',
    'src/calls',
    'src/masks',
    'src/models',
    'src/image',
    'src/hub',
    'src/hub/cache',
    'src/model-files',
    'src/onnx',
    'src/process',
    'src/tensor',
    'src/engine/child/local',
    'src/engine/child/operations',
    'src/engine/child/remote',
    'src/engine/protocol',
  ],
  'src/engine/parent': [
    'src/calls',
    'src/hub',
    'src/model-files',
    'src/process',
    'src/engine/protocol',
    'src/engine/server-settings',
  ],
  'src/engine/engine': [
    'src/calls',
    'src/contract',
    'src/geometry',
    'src/hub',
    'src/masks',
    'src/model-files',
    'src/models',
    'src/engine/parent',
    'src/engine/protocol',
    'src/engine/requests',
  ],
  'src/render': ['src/contract', 'src/geometry', 'src/image', 'src/calls', 'src/process'],
  'src/dataset': ['src/contract', 'src/geometry', 'src/image', 'src/calls', 'src/files', 'src/models', 'src/process'],
  'src/review': [
    'src/contract',
    'src/dataset',
    'src/engine/engine',
    'src/geometry',
    'src/model-files',
    'src/models',
    'src/render',
  ],
  'src/index': [
    'src/camera',
    'src/contract',
    'src/dataset',
    'src/engine/engine',
    'src/engine/open-engines',
    'src/engine/preferred-dtypes',
    'src/engine/protocol',
    'src/engine/requests',
    'src/engine/server-check',
    'src/engine/server-settings',
    'src/engine/server-text',
    'src/geometry',
    'src/hub',
    'src/masks',
    'src/model-files',
    'src/model-repository',
    'src/models',
    'src/motion',
    'src/mqtt',
    'src/render',
    'src/review',
    'src/tracking',
    'src/zones',
  ],
  'src/cli': ['src/index', 'src/files'],
  'nodes/shared': ['src/index'],
  'nodes/*': ['src/index', 'nodes/shared'],
  admin: ['src/index', 'nodes/shared'],
  // Scripts of the browser: they share a namespace.
  editor: [],
  // ES modules of the browser, with copies of the modules that they import. Of datasets, types only.
  review: ['src/contract', 'src/dataset', 'src/geometry', 'src/render', 'src/review-page'],
};

/** Foreign packages and the one place through which each comes in. */
const packageDoors: Record<string, RegExp> = {
  sharp: /^src\/image\//,
  'onnxruntime-node': /^src\/engine\/(child\/local\/onnxruntime|devices)\.ts$/,
  '@huggingface/tokenizers': /^src\/models\/grounding-dino\/tokenizer\.ts$/,
  yaml: /^src\/dataset\/readers\/yolo\.ts$/,
  undici: /^src\/(hub\/download|engine\/child\/remote)\/http\.ts$/,
  'node-red': /^(nodes|admin)\//,
};

/**
 * `src/models/preprocess.ts` -> `src/models`. Folders of `src/hub` and `src/engine/child`, and the files and folders of
 * `src/engine`, are areas of their own.
 */
function areaOf(file: string): string {
  const [root, ...parts] = file.replace(/\.ts$/, '').split('/');
  if (root === 'admin' || root === 'editor' || root === 'review') return root;
  if (root === 'nodes') return parts[0] === 'shared' ? 'nodes/shared' : 'nodes/*';
  if (parts[0] === 'hub' && parts.length > 2) return `src/hub/${parts[1]}`;
  if (parts[0] === 'engine' && parts.length > 3) return `src/engine/child/${parts[2]}`;
  return parts[0] === 'engine' ? `src/engine/${parts[1]}` : `src/${parts[0]}`;
}

const isOwn = (from: string, to: string): boolean =>
  areaOf(from) === 'nodes/*' ? from.split('/')[1] === to.split('/')[1] : areaOf(from) === areaOf(to);

/** Files with code. Declarations of the editor name the types of modules that the build puts into its page. */
const files = ['src', 'nodes', 'admin', 'editor', 'review']
  .flatMap(sourceFiles)
  .filter((file) => !file.endsWith('.d.ts'));
const imports = files.flatMap(importsOf);

/** The files that Node-RED loads, without their extension. */
const nodeFiles = readdirSync('nodes')
  .filter((name) => name !== 'shared')
  .map((name) => `nodes/${name}/${name}`);

describe('architecture', () => {
  for (const area of new Set(files.map(areaOf))) {
    const allowed = mayImport[area];

    it(`${area} imports only ${allowed?.join(', ') || 'itself'}`, () => {
      assert.ok(allowed, `${area} is new: say in this test what it may import`);
      const strays = imports
        .filter(({ from, to }) => areaOf(from) === area && !isPackage(to) && !isOwn(from, to))
        .filter(({ to }) => areaOf(to) !== 'src/errors' && !allowed.includes(areaOf(to)))
        .map(({ from, to }) => `${from} -> ${to}`);

      assert.deepEqual(strays, []);
    });
  }

  it('every rule is about something that is there', () => {
    const areas = new Set(files.map(areaOf));

    assert.deepEqual(
      Object.keys(mayImport).filter((area) => !areas.has(area)),
      [],
    );
  });

  it('foreign packages come in through their doors only', () => {
    const strays = imports
      .filter(({ to }) => isPackage(to) && !to.startsWith('node:'))
      .filter(({ from, to }) => !packageDoors[to.replace(/\/package\.json$/, '')]?.test(from))
      .map(({ from, to }) => `${from} -> ${to}`);

    assert.deepEqual(strays, []);
  });

  it('no native code for images or models is loaded into the process of the caller', () => {
    const entries = ['src/index', ...nodeFiles, 'admin/admin'].map((file) => join(process.cwd(), 'dist', `${file}.js`));
    const script = `for (const file of ${JSON.stringify(entries)}) require(file);
      const native = Object.keys(require.cache).filter((file) => /[\\\\/](?:sharp|onnxruntime-\\w+|@img)[\\\\/]/.test(file));
      console.log(JSON.stringify(native));`;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });

    assert.deepEqual({ native: stdout.trim(), stderr }, { native: '[]', stderr: '' });
  });

  it('the protocol imports types only', () => {
    const loaded = imports.filter(({ from, isTypeOnly }) => areaOf(from) === 'src/engine/protocol' && !isTypeOnly);

    assert.deepEqual(loaded, []);
  });

  it('only main.ts knows which backend there is', () => {
    const users = imports.filter(({ from, to }) => areaOf(to) === 'src/engine/child/local' && !isOwn(from, to));

    assert.deepEqual(
      users.map(({ from }) => from),
      ['src/engine/child/main.ts'],
    );
  });

  it('no files import each other in a circle', () => {
    assert.equal(findCycle(imports)?.join(' -> '), undefined);
  });

  it('no source file is longer than 300 lines', () => {
    const long = files.filter((file) => readFileSync(file, 'utf8').split('\n').length > 301);

    assert.deepEqual(long, []);
  });

  it('at most six packages are needed at run time', () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: object };

    assert.ok(Object.keys(dependencies).length <= 6, Object.keys(dependencies).join(', '));
  });

  it('no file names a path of the machine on which it was written', () => {
    const own = [dirname(process.cwd()), homedir()].filter((folder) => folder !== dirname(folder));
    const paths = new RegExp(
      `(?<![\\w.:/-])(?:${own.map((folder) => folder.replaceAll(/[^\w/]/g, '\\$&')).join('|')})[\\\\/]`,
    );

    assert.deepEqual(
      textFiles('.').filter((file) => paths.test(readFileSync(file, 'utf8'))),
      [],
    );
  });
});

/** What was not written here: packages, what was built, what was downloaded. */
const FOREIGN = ['node_modules', 'dist', '.git', '.cache'];
const TEXT = ['.ts', '.js', '.mjs', '.json', '.html', '.md', '.yml', '.yaml', '.svg', '.txt', '.py', '.sh'];

const textFiles = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !FOREIGN.includes(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return textFiles(path);
      return entry.isFile() && TEXT.includes(extname(entry.name)) ? [path] : [];
    });
