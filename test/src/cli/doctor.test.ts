import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeviceCheck } from '../../../src';
import { runCli } from '../../support/cli';

const passed: DeviceCheck = {
  ...({
    model: 'demo',
    task: 'detector',
    dtype: 'fp32',
    device: 'webgpu',
    runtime: '1.0',
    driver: 'libvulkan 1.4',
  } as const),
  ...({ threads: 0, state: 'passed', agreement: { objects: 5, boxIou: 0.99951, scoreDifference: 0.0012 } } as const),
  ...{ ms: 12.3, processorMs: 46.1, time: '2026-01-01T00:00:00.000Z' },
};
const refused: DeviceCheck = {
  ...passed,
  ...{ device: 'cuda', state: 'refused', agreement: { objects: 5, boxIou: 0.41, scoreDifference: 0.3 } },
};

describe('grounded-sam doctor', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'doctor-'));
    mkdirSync(join(folder, '.grounded-sam/self-checks'), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('lists the remembered self-checks with agreement and times', async () => {
    const file = join(folder, '.grounded-sam/self-checks', `${'0'.repeat(64)}.json`);
    writeFileSync(file, JSON.stringify([passed, refused]));
    const { status, stdout } = await runCli(folder, ['doctor', '--device', 'cpu'], { HF_HUB_CACHE: folder });

    assert.equal(status, 0);
    assert.deepEqual(
      stdout.split('\n').filter((line) => line.startsWith('self-check')),
      [
        'self-check         cuda refused with detector demo (fp32): boxes IoU 0.410, scores differ by 0.300; 12 ms, processor 46 ms; libvulkan 1.4',
        'self-check         webgpu passed with detector demo (fp32): boxes IoU 1.000, scores differ by 0.001; 12 ms, processor 46 ms; libvulkan 1.4',
      ],
    );
  });

  it('ignores a file of self-checks that is damaged, and checks nothing on the processor', async () => {
    writeFileSync(join(folder, '.grounded-sam/self-checks', `${'0'.repeat(64)}.json`), '[{');
    const { status, stdout } = await runCli(folder, ['doctor', '--device', 'cpu', '--check'], { HF_HUB_CACHE: folder });

    assert.equal(status, 0);
    assert.doesNotMatch(stdout, /self-check/);
  });
});
