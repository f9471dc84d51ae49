// Builds the files that Node-RED sends to browsers. Node-RED expects the dialog, icon and locales of a node next to its built
// .js file, and the locales of a plugin next to its html.
const { spawnSync } = require('node:child_process');
const { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { basename, dirname, join } = require('node:path');

const root = join(__dirname, '..');
const read = (...path) => readFileSync(join(root, ...path), 'utf8');

/** Copies a folder to `dist`, without TypeScript files and with completed html. */
function copyAssets(folder, complete = (page) => page) {
  mkdirSync(join(root, 'dist', folder), { recursive: true });
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) copyAssets(path, complete);
    else if (path.endsWith('.html')) writeFileSync(join(root, 'dist', path), complete(read(path), path));
    else if (!path.endsWith('.ts')) copyFileSync(join(root, path), join(root, 'dist', path));
  }
}

/** `<!-- help:busy counter="msg.x" -->` stands for `editor/help/<language>/busy.html`, with `__counter__` filled in. */
function withSharedHelp(page, path) {
  const language = basename(dirname(path));
  return page.replace(/<!-- help:([\w-]+)(.*?) -->/g, (_marker, name, values) => {
    let help = read('editor/help', language, `${name}.html`).trimEnd();
    for (const [, key, value] of values.matchAll(/(\w+)="([^"]*)"/g)) help = help.replaceAll(`__${key}__`, value);
    if (/__\w+__/.test(help)) throw new Error(`${path} has no value for help:${name}`);
    return help;
  });
}

copyAssets('nodes', withSharedHelp);

const tsc = join(root, 'node_modules/typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [tsc, '-p', join(root, 'editor')], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

/** Puts the scripts into the page itself: the editor would wait forever for a script that it cannot load. Styles, too. */
const withScripts = (page) =>
  page
    .replace(/<script src="([\w-]+\.js)"><\/script>/g, (_tag, file) => {
      const script = read('dist/editor-scripts', file);
      return `<script>\n${script}//# sourceURL=grounded-sam/${file}\n</script>`;
    })
    .replace(
      /<link rel="stylesheet" href="([\w-]+\.css)">/g,
      (_tag, file) => `<style>\n${read('editor', file)}</style>`,
    );

/** A module of `src`, whose exports become members of the editor's namespace. It may import others of the list below. */
function scriptOfModule(file) {
  const script = read('dist', file).replace(/^\/\/# sourceMappingURL=.*$/m, '');
  const namespace = '(globalThis.groundedSam ??= {})';
  return `(function (exports, require) {\n${script}})(${namespace}, () => globalThis.groundedSam);\n`;
}

for (const file of [
  'src/contract/decode-options.js',
  'src/contract/grid.js',
  'src/contract/label-key.js',
  'src/contract/points-text.js',
  'src/contract/region.js',
  'src/contract/seconds-list.js',
  'src/contract/time-text.js',
  'src/errors.js',
  'src/geometry/line-arrow.js',
  'src/geometry/polygon.js',
  'src/geometry/segment.js',
  'src/geometry/shape-limits.js',
  'src/geometry/shape-problem.js',
  'src/models/grounding-dino/joined-classes.js',
  'src/models/grounding-dino/prompt.js',
  'src/mqtt/topic.js',
  'src/polygon-editor/shape-drag.js',
  'src/polygon-editor/shape-edit.js',
  'src/polygon-editor/shape-hit.js',
  'src/polygon-editor/shape-keys.js',
  'src/render/colour.js',
  'src/render/palettes.js',
  'src/render/styles/style-names.js',
  'src/zones/twins.js',
]) {
  writeFileSync(join(root, 'dist/editor-scripts', basename(file)), scriptOfModule(file));
}
copyAssets('editor/locales');
writeFileSync(join(root, 'dist/editor/editor.html'), withScripts(read('editor/editor.html')));

/** The page of the review: ES modules, all in one folder, and only those that the page imports. */
function copyReviewPage() {
  const { status } = spawnSync(process.execPath, [tsc, '-p', join(root, 'review')], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  const scripts = join(root, 'dist/review-scripts');
  const sources = new Map();
  const open = [join(scripts, 'review/main.js')];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    const name = basename(file);
    if (sources.get(name) === file) continue;
    if (sources.has(name)) throw new Error(`${file} and ${sources.get(name)} have the same name: rename one of them`);
    sources.set(name, file);
    const from = dirname(file);
    const script = readFileSync(file, 'utf8').replace(/ from '(\.[\w./-]+)'/g, (_from, path) => {
      open.push(join(from, `${path}.js`));
      return ` from './${basename(path)}.js'`;
    });
    writeFileSync(join(root, 'dist/review', name), script);
  }
}

copyAssets('review');
rmSync(join(root, 'dist/review/tsconfig.json'));
copyReviewPage();
