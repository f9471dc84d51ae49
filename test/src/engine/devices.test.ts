import assert from 'node:assert/strict';
import { devicesToTry } from '../../../src/engine/devices';
import type { Device, RequestedDevice } from '../../../src/engine/protocol';

interface Case {
  readonly requested: RequestedDevice;
  readonly platform: NodeJS.Platform;
  readonly installed: readonly Device[];
  readonly expected: readonly Device[];
}

describe('devicesToTry', () => {
  const cases: Case[] = [
    { requested: 'auto', platform: 'linux', installed: ['cpu', 'cuda', 'webgpu'], expected: ['cuda', 'webgpu', 'cpu'] },
    { requested: 'auto', platform: 'linux', installed: ['cpu', 'webgpu'], expected: ['webgpu', 'cpu'] },
    { requested: 'auto', platform: 'linux', installed: ['cpu', 'dml', 'tensorrt'], expected: ['cpu'] },
    { requested: 'auto', platform: 'win32', installed: ['cpu', 'dml', 'cuda'], expected: ['dml', 'cpu'] },
    { requested: 'auto', platform: 'win32', installed: ['cpu', 'dml', 'webgpu'], expected: ['dml', 'webgpu', 'cpu'] },
    { requested: 'auto', platform: 'win32', installed: ['cpu'], expected: ['cpu'] },
    { requested: 'auto', platform: 'darwin', installed: ['cpu', 'coreml', 'webgpu'], expected: ['coreml', 'cpu'] },
    { requested: 'auto', platform: 'freebsd', installed: ['cpu', 'webgpu'], expected: ['cpu'] },
    { requested: 'cpu', platform: 'linux', installed: ['cpu', 'cuda'], expected: ['cpu'] },
    { requested: 'webgpu', platform: 'darwin', installed: ['cpu', 'webgpu'], expected: ['webgpu'] },
    { requested: 'tensorrt', platform: 'linux', installed: ['cpu', 'cuda', 'tensorrt'], expected: ['tensorrt'] },
    { requested: 'cuda', platform: 'linux', installed: ['cpu'], expected: ['cuda'] },
  ];
  for (const { requested, platform, installed, expected } of cases) {
    it(`tries ${expected.join(', then ')} for ${requested} on ${platform} with ${installed.join(', ')}`, () => {
      assert.deepEqual(
        devicesToTry(requested, platform, (device) => installed.includes(device)),
        expected,
      );
    });
  }
});
