import assert from 'node:assert/strict';
import type { Node, NodeAPI } from 'node-red';
import { statusOf } from '../../../nodes/shared/status';
import { until } from '../../support/until';

describe('the status of a node', () => {
  it('says that the model is loading until the first result, although messages were dropped', async () => {
    const shown: string[] = [];
    const RED = { _: (key: string) => key.replace(/^.*:status\./, '') } as unknown as NodeAPI;
    const node = { status: ({ text }: { text: string }) => shown.push(text) } as unknown as Node;
    const status = statusOf(RED, node, undefined);

    status.running(4);
    await until(() => shown.length === 1);
    status.result({ key: 'found' });
    await until(() => shown.length === 2);
    status.running(4);
    await until(() => shown.length === 3);
    status.stop();

    assert.deepEqual(shown, ['loading', 'found', 'dropped']);
  });
});
