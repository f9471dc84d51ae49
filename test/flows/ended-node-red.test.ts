import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { sampleImage } from '../../scripts/user-dir';
import { startNodeRed } from '../support/node-red-process';
import { childrenOf, isAlive } from '../support/processes';
import { slowPhrase, slowTokenizer } from '../support/slow-tokenizer';
import { until } from '../support/until';

/** A flow with an inference process that never finishes its work, and a process for images. */
const flow = (model: string) => {
  const at = { z: 'flow', x: 0, y: 0, wires: [] };
  return [
    { id: 'flow', type: 'tab', label: 'Flow' },
    {
      ...{ ...at, id: 'start', type: 'inject', once: true, onceDelay: 0.1, wires: [['find', 'draw']] },
      props: [{ p: 'payload' }, { p: 'detections', v: '[]', vt: 'json' }],
      ...{ payload: sampleImage, payloadType: 'str' },
    },
    { ...at, id: 'find', type: 'grounding-dino', model, prompt: slowPhrase, allowFilePaths: true },
    { ...at, id: 'draw', type: 'mask-render', allowFilePaths: true },
  ];
};

describe('the child processes of a Node-RED', () => {
  let model: ReturnType<typeof slowTokenizer>;
  before(function () {
    // Only Linux lists the children of a process.
    if (process.platform !== 'linux') this.skip();
    model = slowTokenizer();
  });
  after(() => model?.remove());

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const) {
    it(`end within 2 s after ${signal} ended it, although one never finishes its work`, async () => {
      const nodeRed = await startNodeRed(flow(model.folder));
      await until(() => childrenOf(nodeRed.pid).length === 2);
      const children = childrenOf(nodeRed.pid);
      await delay(1000);

      await nodeRed.stop(signal);
      const start = performance.now();
      await until(() => !children.some(isAlive));

      assert.ok(performance.now() - start < 2000);
    });
  }
});
