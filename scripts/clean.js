// Removes the built files, so that a package never contains files whose source is gone.
const { rmSync } = require('node:fs');
const { join } = require('node:path');

rmSync(join(__dirname, '../dist'), { recursive: true, force: true });
