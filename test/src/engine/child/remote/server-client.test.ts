import assert from 'node:assert/strict';
import { ServerClient } from '../../../../../src/engine/child/remote/server-client';
import { serverSettings } from '../../../../../src/engine/server-settings';
import { type OipServer, sendJson, startOipServer } from '../../../../support/oip-server';

describe('requests to an inference server', () => {
  let server: OipServer;
  let client: ServerClient;
  const model = { name: 'demo' };
  const never = new AbortController().signal;
  const open = async (
    answer: Parameters<typeof startOipServer>[0],
    retries = 0,
    describeMs?: number,
  ): Promise<void> => {
    server = await startOipServer(answer);
    client = new ServerClient(serverSettings({ addresses: [`${server.url}/`], retries }), describeMs);
  };
  afterEach(async () => {
    await client.close();
    await server.kill().catch(() => undefined);
  });

  it('describe a model: open dimensions have names', async () => {
    await open({});

    const { inputs, outputs, datatypes } = await client.graph(model, never);

    assert.deepEqual(inputs[1], { name: 'input_ids', type: 'int64', dims: [1, 'open 1'] });
    assert.deepEqual(
      outputs.map(({ name }) => name),
      ['logits', 'pred_boxes'],
    );
    assert.equal(datatypes.get('pixel_values'), 'FP32');
    assert.deepEqual(await client.describe(never), { name: 'test server', version: '1.2.3' });
  });

  it('end if a server takes them, and does not describe a model', async () => {
    await open({ answer: () => true }, 1, 200);

    await assert.rejects(client.graph(model, never), {
      code: 'DEVICE_UNAVAILABLE',
      message: /^Cannot reach .*\(no answer\)/,
    });
    assert.equal(server.requests.length, 2);
    assert.match(client.states[0]!.lastError!, /no answer/);
  });

  it('end with the reason of their signal, also while they wait for another attempt', async () => {
    await open(
      {
        answer(_, response) {
          response.setHeader('retry-after', '9');
          sendJson(response, 503, { error: 'loading' });
          return true;
        },
      },
      5,
    );
    const controller = new AbortController();
    const asked = client.graph(model, controller.signal);
    asked.catch(() => undefined);
    while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    setTimeout(() => controller.abort(new Error('no longer needed')), 100);

    await assert.rejects(asked, /^Error: no longer needed$/);
    assert.equal(server.requests.filter(({ path }) => path === '/v2/models/demo').length, 1);
  });

  it('use a connection again that the server has closed in the meantime: none of 100 fails', async () => {
    await open(
      {
        answer(_, response) {
          // The client cannot know that the connection ends after this response.
          response.on('finish', () => response.socket?.destroy());
          return false;
        },
      },
      2,
    );

    for (let request = 0; request < 100; request++) assert.equal((await client.describe(never)).version, '1.2.3');
  });
});
