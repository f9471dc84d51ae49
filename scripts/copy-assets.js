// Builds what Node-RED gives to browsers. It looks for a node's dialog, icon and locales beside the node's built .js file,
// and for a plugin's locales beside its html.
const { spawnSync } = require('node:child_process');
const { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const isAsset = (file) => !file.endsWith('.ts');

for (const node of readdirSync(join(root, 'nodes'))) {
  cpSync(join(root, 'nodes', node), join(root, 'dist/nodes', node), { recursive: true, filter: isAsset });
}

const tsc = join(root, 'node_modules/typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [tsc, '-p', join(root, 'editor')], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

/** In the page itself: the editor waits for ever for a script that it cannot load. */
const withScripts = (page) =>
  page.replace(/<script src="([\w-]+\.js)"><\/script>/g, (_tag, file) => {
    const script = readFileSync(join(root, 'dist/editor-scripts', file), 'utf8');
    return `<script>\n${script}//# sourceURL=grounded-sam/${file}\n</script>`;
  });

mkdirSync(join(root, 'dist/editor'), { recursive: true });
cpSync(join(root, 'editor/locales'), join(root, 'dist/editor/locales'), { recursive: true });
const page = readFileSync(join(root, 'editor/editor.html'), 'utf8');
writeFileSync(join(root, 'dist/editor/editor.html'), withScripts(page));
