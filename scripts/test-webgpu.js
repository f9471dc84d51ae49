// Runs the tests that need WebGPU. On Linux without a graphics processor they use Mesa's software Vulkan driver.
const { spawnSync } = require('node:child_process');
const { existsSync, mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const SOFTWARE_DRIVER = '/usr/share/vulkan/icd.d/lvp_icd.json';
const MODEL = join(__dirname, '../test/fixtures/float16-detector/onnx/model_fp16.onnx');
const OPEN = `
  require('onnxruntime-node').InferenceSession.create(process.argv[1], { executionProviders: ['webgpu'] }).then(
    () => process.exit(0),
    (error) => { console.log(error.message.split('\\n', 1)[0]); process.exit(1); });
`;

const env = { ...process.env };
if (process.platform === 'linux') {
  // Mesa complains without a folder for its sockets.
  env.XDG_RUNTIME_DIR ??= mkdtempSync(join(tmpdir(), 'runtime-'));
  if (!existsSync('/dev/dri') && existsSync(SOFTWARE_DRIVER)) env.VK_ICD_FILENAMES ??= SOFTWARE_DRIVER;
}

// In a process of its own: a driver that is too old may end it.
const { status, signal, stdout } = spawnSync(process.execPath, ['-e', OPEN, MODEL], { env, encoding: 'utf8' });
if (status === 0) {
  const tests = spawnSync(process.execPath, [require.resolve('mocha/bin/mocha.js'), 'dist/test/webgpu/**/*.test.js'], {
    env,
    stdio: 'inherit',
  });
  process.exitCode = tests.status ?? 1;
} else {
  const reason =
    stdout.trim().replace(/^.* was false\. /, '') || `opening a session ended with ${signal ?? `exit code ${status}`}`;
  console.log(`The WebGPU tests are skipped, because no adapter can be used: ${reason}`);
  console.log('On Debian 12: mesa-vulkan-drivers of bookworm-backports. The version must be 25 or newer.');
}
