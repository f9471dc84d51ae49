import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { decodeImage } from '../../src/image/decode';
import { discoveryProblems } from '../support/home-assistant';
import {
  brokerNode,
  connectTo,
  type MqttBroker,
  type MqttClient,
  retainedOn,
  startBroker,
  statesOn,
} from '../support/mqtt-broker';
import {
  catchAll,
  completesOf,
  errorOf,
  type FlowNode,
  inbox,
  loadFlow,
  type Message,
  send,
  setSettings,
  statusesOf,
  unloadFlow,
} from '../support/node-red';
import { scene } from '../support/scenes';
import { until } from '../support/until';
import { visionEvent as event } from '../support/vision-event';

const tracks = (...labels: string[]) => ({ tracks: labels.map((label) => ({ label })) });

let count = 0;
/** Ids of their own: a node with the id of an earlier one knows the cameras of that one. */
const nextId = (): string => `mqtt ${++count}`;

describe('vision-mqtt', () => {
  afterEach(unloadFlow);

  const flow = (id: string, settings: object = {}): FlowNode[] => [
    { id, type: 'vision-mqtt', wires: [['out']], ...settings },
    { id: 'out', type: 'helper' },
    ...catchAll,
    ...completesOf(id),
  ];

  async function start(settings: object = {}) {
    const id = nextId();
    await loadFlow(flow(id, settings));
    return { id, out: inbox('out'), completed: inbox('completed'), caught: inbox('caught') };
  }

  it('sends one message per topic, and completes each message', async () => {
    const { id, out, completed } = await start({ labels: 'person, red van', discovery: false });

    send(id, { topic: 'Front yard', ...tracks('person') });
    await completed.next();
    send(id, { topic: 'Front yard', ...tracks('person') });
    await completed.next();

    const shown = out.messages.map(({ topic, payload, retain, qos }) => [topic, payload, retain, qos]);
    assert.deepEqual(shown, [
      ['vision/front_yard/person', 1, true, 1],
      ['vision/front_yard/red_van', 0, true, 1],
      ['vision/front_yard/all', 1, true, 1],
      ['vision/front_yard/state', 'online', true, 1],
      ['vision/available', 'online', true, 1],
    ]);
    await until(() => statusesOf(id).at(-1)?.fill === 'green');
  });

  it('reads the name of the camera where the setting says', async () => {
    const { id, out } = await start({ lane: '$split(topic, "/")[1]', laneType: 'jsonata', discovery: false });

    send(id, { topic: 'frigate/Gate/snapshot', ...tracks() });

    assert.equal((await out.next()).topic, 'vision/gate/all');
  });

  it('reports a camera offline that sends nothing, without a message', async () => {
    const { id, out } = await start({ silentSeconds: 0.2, discovery: false });

    send(id, { topic: 'yard', ...tracks() });
    const { topic, payload } = await out.next(4);

    assert.deepEqual([topic, payload], ['vision/yard/state', 'offline']);
    await until(() => statusesOf(id).at(-1)?.fill === 'green');
  });

  it('removes a camera on msg.reset', async () => {
    const { id, out, completed } = await start();
    send(id, { topic: 'yard', ...tracks('car') });
    await completed.next();
    const sent = out.messages.map(({ topic }) => topic).filter((topic) => topic !== 'vision/available');

    send(id, { topic: 'yard', reset: true });
    await out.next(1 + 2 * sent.length);

    const removed = out.messages.slice(1 + sent.length);
    assert.deepEqual(removed.map(({ topic }) => topic).sort(), sent.sort());
    assert.ok(removed.every(({ payload, retain }) => payload === '' && retain === true));
  });

  it('publishes a JPEG picture as it is, and other pictures as JPEG', async function () {
    this.timeout(20_000);
    const { id, out } = await start({ pictures: true, discovery: false });
    const { image } = scene(19);
    const jpeg = Buffer.from('ffd8ffe000104a464946', 'hex');
    const pictures = (): Message[] => out.messages.filter(({ topic }) => String(topic).endsWith('/picture'));

    send(id, { payload: event(), picture: jpeg });
    await until(() => pictures().length === 1);
    send(id, {
      payload: event(),
      picture: { data: Buffer.alloc(60 * 40 * 3, 99), width: 60, height: 40, channels: 3 },
    });
    await until(() => pictures().length === 2);
    send(id, { payload: event({ label: 'a star' }), picture: image });
    await until(() => pictures().length === 3);

    const [first, second, third] = pictures();
    assert.deepEqual(first!.payload, jpeg);
    for (const { payload } of [second!, third!]) assert.equal((payload as Buffer).readUInt16BE(), 0xffd8);
    assert.deepEqual((await decodeImage(second!.payload as Buffer)).width, 60);
    assert.equal(third!.topic, 'vision/yard/a_star/picture');
    assert.deepEqual(out.messages.filter(({ topic }) => topic === 'vision/yard/event').length, 3);
  });

  for (const { name, settings, msg, code, says } of [
    {
      name: 'a message of another node',
      msg: { topic: 'yard', payload: Buffer.of(1) },
      code: 'INVALID_INPUT',
      says: /^The message has no msg\.tracks and no event: wire/,
    },
    { name: 'invalid tracks', msg: { tracks: 'many' }, code: 'INVALID_INPUT', says: /^msg\.tracks must be/ },
    {
      name: 'an event of an unknown type',
      msg: { payload: event({ type: 'exploded' as 'left' }) },
      code: 'INVALID_INPUT',
      says: /^msg\.payload\.type must be one of appeared, .*, got "exploded"/,
    },
    {
      name: 'a picture in an unknown form',
      settings: { pictures: true },
      msg: { payload: event(), picture: Buffer.from('<svg></svg>') },
      code: 'BAD_IMAGE',
      says: /./,
    },
    {
      name: 'a picture that cannot be read',
      settings: { pictures: true },
      msg: { payload: event(), picture: Object.defineProperty({}, 'data', { get: () => assert.fail('a getter') }) },
      code: 'BAD_IMAGE',
      says: /^msg\.picture cannot be read: a getter/,
    },
    {
      name: 'a base with a wildcard',
      settings: { base: 'vision/#' },
      msg: tracks(),
      code: 'INVALID_INPUT',
      says: /^base must be a topic such as home\/cameras/,
    },
  ] as { name: string; settings?: object; msg: object; code: string; says: RegExp }[]) {
    it(`refuses ${name}`, async () => {
      const { id, caught, out } = await start(settings);

      send(id, msg);

      const error = errorOf(await caught.next());
      assert.equal(error.code, code);
      assert.match(error.message, says);
      assert.deepEqual(out.messages, []);
    });
  }
});

describe('vision-mqtt with a broker', function () {
  this.timeout(30_000);
  let port: number;
  let broker: MqttBroker | undefined;
  let client: MqttClient | undefined;

  const mqttNodes = (id: string, settings: object = {}): FlowNode[] => [
    brokerNode(port),
    {
      id: 'status',
      type: 'mqtt in',
      topic: 'homeassistant/status',
      qos: '1',
      datatype: 'auto-detect',
      broker: 'broker',
      wires: [[id]],
    },
    { id, type: 'vision-mqtt', labels: 'person, car', wires: [['publish']], ...settings },
    { id: 'publish', type: 'mqtt out', topic: '', qos: '', retain: '', broker: 'broker' },
    ...completesOf(id),
  ];

  const states = (): Promise<Record<string, string>> => statesOn(port);
  const isConnected = (): boolean => statusesOf('publish').at(-1)?.fill === 'green';

  beforeEach(async () => {
    setSettings({ mqttReconnectTime: 100 });
    broker = await startBroker();
    port = broker.port;
  });
  afterEach(async () => {
    await client?.endAsync();
    client = undefined;
    await unloadFlow();
    setSettings({});
    await broker?.stop();
    broker = undefined;
  });

  it('a new client gets counts, states and discovery', async () => {
    const id = nextId();
    await loadFlow(mqttNodes(id, { pictures: true }));
    await until(isConnected);

    const zones = { Gate: { count: 1, labels: { person: 1 }, trackIds: [1] } };
    send(id, { topic: 'Yard', ...tracks('person', 'dog'), zones, lines: { Door: { in: 2, out: 1, labels: {} } } });
    send(id, { payload: event(), picture: Buffer.from('ffd8ffe0', 'hex') });

    await until(async () => 'yard/person/picture' in (await states()));
    const { 'yard/person/picture': _, ...texts } = await states();
    assert.deepEqual(texts, {
      ...{ 'yard/person': '1', 'yard/car': '0', 'yard/all': '2', 'yard/state': 'online', available: 'online' },
      ...{
        'yard/gate/person': '1',
        'yard/gate/car': '0',
        'yard/gate/all': '1',
        'yard/door/in': '2',
        'yard/door/out': '1',
      },
    });
    const topic = 'homeassistant/device/vision_yard/config';
    const config = JSON.parse((await retainedOn(port))[topic]!.toString());
    assert.deepEqual(discoveryProblems(topic, config), []);
  });

  it('a client that listens gets events as JSON, not retained', async () => {
    const id = nextId();
    await loadFlow(mqttNodes(id));
    await until(isConnected);
    client = await connectTo(port);
    const events: unknown[] = [];
    client.on('message', (_topic, payload, { retain }) => events.push([JSON.parse(payload.toString()), retain]));
    await client.subscribeAsync('vision/+/event');

    send(id, { payload: event() });
    await until(() => events.length > 0);

    assert.deepEqual(events, [[{ event_type: 'appeared', ...event() }, false]]);
    assert.ok(!('yard/event' in (await states())));
  });

  it('messages from before the connection are sent when it is there', async () => {
    await broker!.stop();
    broker = undefined;
    const id = nextId();
    await loadFlow(mqttNodes(id));
    const completed = inbox('completed');
    send(id, { topic: 'yard', ...tracks('car') });
    await completed.next();

    broker = await startBroker(port);

    await until(async () => (await states())['yard/car'] === '1');
    assert.equal((await states()).available, 'online');
  });

  it('a restarted broker gets everything again, with all changes of the meantime', async () => {
    const id = nextId();
    await loadFlow(mqttNodes(id));
    const completed = inbox('completed');
    await until(isConnected);
    send(id, { topic: 'yard', ...tracks('car') });
    send(id, { topic: 'gate', ...tracks() });
    // The state of a camera comes after its counts.
    await until(async () => 'gate/state' in (await states()));
    const before = await states();
    await broker!.stop();
    await until(() => !isConnected());
    send(id, { topic: 'yard', ...tracks() });
    await completed.next(3);

    broker = await startBroker(port);

    await until(async () => Object.keys(await states()).length === Object.keys(before).length);
    assert.deepEqual(await states(), { ...before, 'yard/car': '0', 'yard/all': '0' });
  });

  it('Home Assistant gets everything again when it is online', async () => {
    const id = nextId();
    await loadFlow(mqttNodes(id));
    await until(isConnected);
    send(id, { topic: 'yard', ...tracks('car') });
    await until(async () => 'available' in (await states()));
    const before = await retainedOn(port);
    client = await connectTo(port);
    // As if the broker had lost them.
    for (const topic of Object.keys(before)) await client.publishAsync(topic, '', { retain: true });
    await client.publishAsync('homeassistant/status', 'offline');
    await delay(200);
    assert.deepEqual(await states(), {});

    await client.publishAsync('homeassistant/status', 'online');

    await until(async () => Object.keys(await retainedOn(port)).length === Object.keys(before).length);
    assert.deepEqual(await retainedOn(port), before);
  });

  it('after a restart of Node-RED that knows nothing, the counts of the listed labels are right at once', async () => {
    await loadFlow(mqttNodes(nextId()));
    await until(isConnected);
    send(`mqtt ${count}`, { topic: 'yard', ...tracks('car', 'car') });
    await until(async () => (await states())['yard/car'] === '2');
    await unloadFlow();

    await loadFlow(mqttNodes(nextId()));
    await until(isConnected);
    send(`mqtt ${count}`, { topic: 'yard', ...tracks() });

    await until(async () => (await states())['yard/car'] === '0');
    assert.deepEqual(await states(), {
      ...{ 'yard/person': '0', 'yard/car': '0', 'yard/all': '0', 'yard/state': 'online', available: 'online' },
    });
  });

  it('two nodes with the same broker do not disturb each other', async () => {
    const [first, second] = [nextId(), nextId()];
    const other = { id: second, type: 'vision-mqtt', base: 'home/other', wires: [['publish']] };
    await loadFlow([...mqttNodes(first), other]);
    await until(isConnected);

    send(first, { topic: 'yard', ...tracks('car') });
    send(second, { topic: 'yard', ...tracks('dog') });

    await until(async () => 'home/other/yard/dog' in (await retainedOn(port)));
    assert.equal((await states())['yard/car'], '1');
    const configs = Object.keys(await retainedOn(port)).filter((topic) => topic.endsWith('/config'));
    assert.deepEqual(configs.sort(), [
      'homeassistant/device/home_other_yard/config',
      'homeassistant/device/vision_yard/config',
    ]);
  });
});
