// Runs tests that need Python packages.
const { spawnSync } = require('node:child_process');
const { existsSync, rmSync } = require('node:fs');
const { join } = require('node:path');

/** A process that a test has not ended may hold the run open for ever. */
const LIMIT_MS = 15 * 60_000;
const FOLDER = join(__dirname, '../node_modules/.cache/python-tests');

/**
 * Installs packages from PyPI into virtual environments, unless an environment variable names a Python that has them, and runs the
 * tests. Tests skip what could not be installed, without Python or a network.
 * @param environments by environment variable: `name`, `packages`, and the modules that they are imported by
 * @param tests glob of the built test files
 */
exports.runPythonTests = (environments, tests) => {
  const env = { ...process.env };
  for (const [variable, { name, packages, imports }] of Object.entries(environments)) {
    if (env[variable] !== undefined) continue;
    const folder = join(FOLDER, name);
    const python = join(folder, 'bin/python');
    const isInstalled = () => existsSync(python) && spawnSync(python, ['-c', `import ${imports}`]).status === 0;
    // Packages that are installed and cannot be imported make the tests fail.
    if (isInstalled() || install(folder, python, packages)) env[variable] = python;
  }
  const mocha = spawnSync(process.execPath, [require.resolve('mocha/bin/mocha.js'), tests], {
    env,
    stdio: 'inherit',
    timeout: LIMIT_MS,
    // Mocha runs the tests in a child process, and ends it on this signal only.
    killSignal: 'SIGINT',
  });
  if (mocha.error) console.error(`The tests did not end within ${LIMIT_MS / 60_000} minutes`);
  process.exitCode = mocha.error ? 1 : (mocha.status ?? 1);
};

/** Returns whether all packages were installed. */
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
    return false;
  }
  return true;
}
