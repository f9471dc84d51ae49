import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { thisMachine, vulkanDrivers } from '../../../../../../src/engine/child/local/self-check/machine';

describe('the drivers of this machine', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vulkan-'));
    writeFileSync(join(folder, 'libvulkan_lvp.so'), 'library');
    utimesSync(join(folder, 'libvulkan_lvp.so'), 0, 0);
    const ICD = { library_path: './libvulkan_lvp.so', api_version: '1.4.305' };
    writeFileSync(join(folder, 'lvp_icd.json'), JSON.stringify({ ICD }));
    writeFileSync(join(folder, 'broken.json'), '{');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  for (const variable of ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES']) {
    it(`are those that ${variable} names, files or folders`, () => {
      for (const value of [folder, join(folder, 'lvp_icd.json'), `${folder}/none.json:${folder}`]) {
        assert.deepEqual(
          vulkanDrivers({ [variable]: value }).map(({ name }) => name),
          ['libvulkan_lvp.so 1.4.305 (1970-01-01)'],
        );
      }
    });
  }

  it('are never empty, so that an update of the system counts as another driver', () => {
    for (const device of ['cuda', 'webgpu', 'dml', 'coreml'] as const)
      assert.notEqual(thisMachine.driverOf(device), '');
  });

  it('emulate no other device than WebGPU', () => {
    for (const device of ['cpu', 'cuda', 'dml', 'coreml'] as const) {
      assert.equal(thisMachine.isSoftwareOnly(device), false);
      assert.equal(thisMachine.isSoftwareInUse(device), false);
    }
  });
});
