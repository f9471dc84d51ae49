import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { type FlowNode, makeUserDir } from '../../scripts/user-dir';
import { brokerNode, type MqttBroker, startBroker, statesOn } from '../support/mqtt-broker';
import { type NodeRedProcess, startNodeRedIn } from '../support/node-red-process';
import { until } from '../support/until';

/** Posted messages go to the node. The last will is set as the help says. */
const flow = (port: number, labels = ''): FlowNode[] => [
  { id: 'tab', type: 'tab', label: 'test' },
  ...[
    { id: 'post', type: 'http in', url: '/message', method: 'post', wires: [['read', 'answer']] },
    { id: 'answer', type: 'http response', statusCode: '204' },
    { id: 'read', type: 'function', func: 'return msg.payload', outputs: 1, wires: [['mqtt']] },
    { id: 'mqtt', type: 'vision-mqtt', labels, silentSeconds: 2, wires: [['publish']] },
    { id: 'publish', type: 'mqtt out', topic: '', qos: '', retain: '', broker: 'broker' },
  ].map((node) => ({ z: 'tab', x: 0, y: 0, wires: [], ...node })),
  {
    ...brokerNode(port),
    ...{ birthTopic: 'vision/available', birthPayload: 'online', birthRetain: 'true', birthQos: '1' },
    ...{ willTopic: 'vision/available', willPayload: 'offline', willRetain: 'true', willQos: '1' },
  },
];

const settings = {
  mqttReconnectTime: 100,
  contextStorage: { default: { module: 'localfilesystem', config: { flushInterval: 0.2 } } },
};

describe('vision-mqtt in a Node-RED that is killed or redeployed', function () {
  this.timeout(60_000);
  let broker: MqttBroker;
  let nodeRed: NodeRedProcess | undefined;
  let userDir: string;

  const states = (): Promise<Record<string, string>> => statesOn(broker.port);
  const post = async (topic: string, ...labels: string[]): Promise<void> => {
    const body = JSON.stringify({ topic, tracks: labels.map((label) => ({ label })) });
    const headers = { 'content-type': 'application/json' };
    await until(async () => (await fetch(`${nodeRed!.url}/message`, { method: 'POST', headers, body })).status === 204);
  };

  before(async () => {
    broker = await startBroker();
    userDir = makeUserDir(flow(broker.port));
  });
  after(async () => {
    await nodeRed?.stop();
    await broker.stop();
    rmSync(userDir, { recursive: true, force: true, maxRetries: 3 });
  });

  it('leaves a right state, before and after its restart', async () => {
    nodeRed = await startNodeRedIn(userDir, { settings });
    await post('yard', 'car', 'car', 'dog');
    await post('gate', 'person');
    await until(async () => (await states())['gate/person'] === '1');
    assert.equal((await states()).available, 'online');
    // The context is written to disk.
    await new Promise((resolve) => setTimeout(resolve, 1000));

    await nodeRed.stop('SIGKILL');
    await until(async () => (await states()).available === 'offline');

    nodeRed = await startNodeRedIn(userDir, { settings });
    await post('yard', 'dog');
    await until(async () => (await states()).available === 'online');
    await until(async () => (await states())['gate/all'] === '0');

    await until(async () => (await states())['gate/state'] === 'offline');
    const { 'yard/state': _, ...rest } = await states();
    assert.deepEqual(rest, {
      ...{ 'yard/car': '0', 'yard/dog': '1', 'yard/all': '1' },
      ...{ 'gate/person': '0', 'gate/all': '0', 'gate/state': 'offline', available: 'online' },
    });
  });

  it('removes the topics of labels that a redeploy no longer lists', async () => {
    const flows = JSON.stringify(flow(broker.port, 'dog, cat'));
    const headers = { 'content-type': 'application/json', 'node-red-deployment-type': 'full' };
    const { status } = await fetch(`${nodeRed!.url}/flows`, { method: 'POST', headers, body: flows });
    assert.equal(status, 204);

    await post('yard', 'dog', 'car');

    await until(async () => !('yard/car' in (await states())));
    const { 'yard/cat': cat, 'yard/dog': dog, 'yard/all': all } = await states();
    assert.deepEqual([cat, dog, all], ['0', '1', '2']);
  });
});
