// Node-RED looks for a node's dialog, icon and locales in the folder of its built .js file.
const { cpSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
for (const node of readdirSync(join(root, 'nodes'))) {
  cpSync(join(root, 'nodes', node), join(root, 'dist/nodes', node), {
    recursive: true,
    filter: (file) => !file.endsWith('.ts'),
  });
}
