// Runs the tests with real inference servers. Installs them from PyPI into virtual environments, unless variables name a Python
// that has them. Without Python or a network, their tests are skipped.
const { spawnSync } = require('node:child_process');
const { existsSync, rmSync } = require('node:fs');
const { join } = require('node:path');

const FOLDER = join(__dirname, '../node_modules/.cache/inference-servers');
const servers = {
  // Triton's binary is part of this package. It needs the NumPy that its Python backend was built for.
  PYTHON_TRITON: {
    name: 'triton',
    packages: ['nvidia-pytriton', 'numpy<2', 'onnxruntime'],
    imports: 'pytriton, onnxruntime',
  },
  PYTHON_KSERVE: { name: 'kserve', packages: ['kserve', 'onnxruntime'], imports: 'kserve, onnxruntime' },
};

const env = { ...process.env };
for (const [variable, { name, packages, imports }] of Object.entries(servers)) {
  if (env[variable] !== undefined) continue;
  const folder = join(FOLDER, name);
  const python = join(folder, 'bin/python');
  const isInstalled = () => existsSync(python) && spawnSync(python, ['-c', `import ${imports}`]).status === 0;
  if (!isInstalled()) install(folder, python, packages);
  if (isInstalled()) env[variable] = python;
}

const tests = spawnSync(process.execPath, [require.resolve('mocha/bin/mocha.js'), 'dist/test/servers/**/*.test.js'], {
  env,
  stdio: 'inherit',
});
process.exitCode = tests.status ?? 1;

function install(folder, python, packages) {
  rmSync(folder, { recursive: true, force: true });
  console.log(`Installing ${packages.join(', ')}`);
  for (const [command, ...args] of [
    ['python3', '-m', 'venv', folder],
    [python, '-m', 'pip', 'install', '--quiet', ...packages],
  ]) {
    const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8' });
    if (status === 0) continue;
    console.log(`It cannot be installed: ${error?.message ?? stderr.trim().split('\n').at(-1)}`);
    return;
  }
}
