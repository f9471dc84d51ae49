import assert from 'node:assert/strict';
import { devicesToTry } from '../../../src/engine/devices';
import type { Device, RequestedDevice } from '../../../src/engine/protocol';

interface Case {
  readonly wish: RequestedDevice;
  readonly platform: NodeJS.Platform;
  readonly installed: readonly Device[];
  readonly expected: readonly Device[];
}

describe('devicesToTry', () => {
  const cases: Case[] = [
    { wish: 'auto', platform: 'linux', installed: ['cpu', 'cuda', 'webgpu'], expected: ['cuda', 'cpu'] },
    { wish: 'auto', platform: 'linux', installed: ['cpu', 'webgpu'], expected: ['cpu'] },
    { wish: 'auto', platform: 'linux', installed: ['cpu', 'dml', 'tensorrt'], expected: ['cpu'] },
    { wish: 'auto', platform: 'win32', installed: ['cpu', 'dml', 'cuda'], expected: ['dml', 'cpu'] },
    { wish: 'auto', platform: 'win32', installed: ['cpu'], expected: ['cpu'] },
    { wish: 'auto', platform: 'darwin', installed: ['cpu', 'coreml', 'webgpu'], expected: ['cpu'] },
    { wish: 'cpu', platform: 'linux', installed: ['cpu', 'cuda'], expected: ['cpu'] },
    { wish: 'webgpu', platform: 'darwin', installed: ['cpu', 'webgpu'], expected: ['webgpu'] },
    { wish: 'tensorrt', platform: 'linux', installed: ['cpu', 'cuda', 'tensorrt'], expected: ['tensorrt'] },
    { wish: 'cuda', platform: 'linux', installed: ['cpu'], expected: ['cuda'] },
  ];
  for (const { wish, platform, installed, expected } of cases) {
    it(`tries ${expected.join(', then ')} for ${wish} on ${platform} with ${installed.join(', ')}`, () => {
      assert.deepEqual(
        devicesToTry(wish, platform, (device) => installed.includes(device)),
        expected,
      );
    });
  }
});
