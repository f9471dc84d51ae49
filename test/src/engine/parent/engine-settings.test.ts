import assert from 'node:assert/strict';
import { type EngineSettings, openEngine, parsePrompt } from '../../../../src';
import { engineSettings } from '../../../../src/engine/parent/engine-settings';
import { scene } from '../../../support/scenes';

describe('settings of an engine', () => {
  const taken: Partial<EngineSettings>[] = [
    { idleMinutes: 35_791, timeoutMs: 2_147_483_647, graceMs: 2_147_483_647, threads: 1024 },
    { idleMinutes: 0, timeoutMs: 0, graceMs: 0, threads: 0 },
    { idleMinutes: 0.5, timeoutMs: 0.5 },
  ];
  for (const settings of taken) {
    it(`takes ${JSON.stringify(settings)}`, () => {
      const read = engineSettings(settings);

      assert.deepEqual(read, { ...read, ...settings });
    });
  }

  const refused: [keyof EngineSettings, readonly unknown[]][] = [
    ['timeoutMs', [2_147_483_648, -1, Number.NaN, Number.POSITIVE_INFINITY, '120', 10n, null]],
    ['idleMinutes', [35_792, -1, Number.NaN, {}]],
    ['graceMs', [2_147_483_648, -1, Number.NaN]],
    ['threads', [1025, -1, 1.5]],
    ['device', ['gpu', 1, null]],
  ];
  for (const [name, values] of refused) {
    for (const value of values) {
      it(`refuses ${name} = ${String(value)}`, () => {
        assert.throws(() => openEngine('refused', { [name]: value }), {
          code: 'INVALID_INPUT',
          message: new RegExp(`^${name} must be `),
        });
      });
    }
  }

  it('of which some are undefined are completed with the defaults', () => {
    assert.equal(engineSettings({ timeoutMs: undefined as never }).timeoutMs, 120_000);
  });

  it('with the longest times let calls succeed and models stay open', async () => {
    const engine = openEngine('longest', { device: 'cpu', idleMinutes: 35_791, timeoutMs: 2_147_483_647, graceMs: 0 });
    const model = { model: 'demo', dtype: 'auto', baseFolder: '.' } as const;
    try {
      await engine.detect({ image: scene(0).image, model, classes: parsePrompt('prompt', 'star') });
      await new Promise((resolve) => setTimeout(resolve, 50));

      assert.equal((await engine.status())?.models.length, 1);
    } finally {
      await engine.close();
    }
  });
});
