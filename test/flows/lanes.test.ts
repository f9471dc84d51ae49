import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { openEngine, type Vision } from '../../src';
import {
  catchAll,
  completesOf,
  errorOf,
  inbox,
  loadFlow,
  logged,
  type Message,
  send,
  statusesOf,
  unloadFlow,
} from '../support/node-red';
import { random } from '../support/random';
import { scene } from '../support/scenes';
import { until } from '../support/until';

const flow = (settings: object) => [
  { id: 'find', type: 'grounding-dino', model: 'demo', prompt: 'cyan star', wires: [['out']], ...settings },
  { id: 'out', type: 'helper' },
  ...catchAll,
  ...completesOf('find'),
];

const topicsOf = (messages: readonly Message[]): unknown[] => messages.map(({ topic }) => topic);

/** Kills the inference process of the default engine as soon as it runs a call. */
async function killEngine(): Promise<void> {
  const engine = openEngine();
  let status = await engine.status();
  while (!status?.calls) {
    await delay(5);
    status = await engine.status();
  }
  process.kill(status.pid, 'SIGKILL');
  await engine.close();
}

describe('a node with a lane for each camera', () => {
  afterEach(unloadFlow);

  it('gives 8 cameras at random rates equal turns, also if its process is killed', async function () {
    this.timeout(180_000);
    await loadFlow(flow({ lanes: true }));
    const [out, caught, completed] = [inbox('out'), inbox('caught'), inbox('completed')];
    const next = random(8);
    const cameras = Array.from({ length: 8 }, (_, index) => `camera ${index}`);
    let sent = 0;
    /** At least one image per turn, so that every camera always has an image waiting. */
    const sendAll = (): void => {
      for (const topic of cameras) {
        for (let images = 1 + Math.floor(3 * next()); images > 0; images--) {
          send('find', { payload: scene(sent % 4).image, topic, image: ++sent });
        }
      }
    };
    const turns = (): readonly Message[] => [...out.messages, ...caught.messages];

    sendAll();
    for (let turn = 1; turn <= 28; turn++) {
      if (turn === 12) await killEngine();
      await until(() => turns().length >= turn);
      sendAll();
    }
    const topics = topicsOf(turns());
    await until(() => completed.messages.length + caught.messages.length === sent);

    const counts = cameras.map((camera) => topics.filter((topic) => topic === camera).length);
    assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, String(counts));
    assert.deepEqual(
      caught.messages.map((msg) => errorOf(msg).code),
      ['ENGINE_CRASHED'],
    );
    const { dropped, laneDropped } = (out.messages.at(-1)!.vision as Vision).detector!;
    assert.ok(dropped > 7 * laneDropped && laneDropped > 0, `${laneDropped} of ${dropped}`);
  });

  it('works on the newest image of each camera, and reports the number of dropped ones', async () => {
    await loadFlow(flow({ lanes: true }));
    const [out, completed] = [inbox('out'), inbox('completed')];
    const cameras = ['fast', 'fast', 'slow', 'fast', 'fast', 'slow', 'fast'];

    for (const [frame, topic] of cameras.entries()) send('find', { payload: scene(frame % 2).image, topic, frame });
    await Promise.all([out.next(3), completed.next(cameras.length)]);

    assert.deepEqual(
      out.messages.map(({ topic, frame, vision }) => {
        const { dropped, laneDropped } = (vision as Vision).detector!;
        return { topic, frame, dropped, laneDropped };
      }),
      [
        { topic: 'fast', frame: 0, dropped: 0, laneDropped: 0 },
        { topic: 'slow', frame: 5, dropped: 4, laneDropped: 1 },
        { topic: 'fast', frame: 6, dropped: 4, laneDropped: 3 },
      ],
    );
    await until(() => statusesOf('find').at(-1)?.text?.endsWith('andDropped') ?? false);
    assert.equal(logged().filter((line) => line.startsWith('Messages are dropped')).length, 1);
  });

  it('queues messages of each camera, and ends waiting messages on msg.reset', async () => {
    await loadFlow(flow({ lanes: true, busy: 'queue', queueLength: 2 }));
    const [out, completed] = [inbox('out'), inbox('completed')];

    for (const topic of ['a', 'a', 'a', 'b', 'b', 'c']) send('find', { payload: scene(0).image, topic });
    send('find', { topic: 'a', reset: true });
    await completed.next(7);

    assert.deepEqual(topicsOf(out.messages), ['a', 'b', 'c', 'b']);
    assert.ok(completed.messages.some(({ reset }) => reset));
  });

  it('drops images that are older than maxAgeSeconds when their turn comes', async () => {
    await loadFlow(flow({ lanes: true, busy: 'queue', maxAgeSeconds: 30 }));
    const [out, completed] = [inbox('out'), inbox('completed')];
    const old = Date.now() - 31_000;

    for (const [image, timestamp] of [undefined, old, undefined, old].entries()) {
      send('find', { payload: scene(0).image, topic: 'yard', image, timestamp });
    }
    await completed.next(4);

    assert.deepEqual(
      out.messages.map(({ image, vision }) => [image, (vision as Vision).detector!.dropped]),
      [
        [0, 0],
        [2, 1],
      ],
    );
  });

  for (const [type, settings] of [
    ['grounding-dino', { model: 'demo', prompt: 'cyan star' }],
    ['sam', { model: 'demo' }],
    ['mask-render', {}],
    ['dataset-export', { folder: 'unused' }],
  ] as const) {
    it(`${type} without the setting, as in a saved flow, has one lane, and ignores msg.topic and msg.reset`, async () => {
      await loadFlow([{ ...flow(settings)[0]!, type, id: 'find' }, ...flow({}).slice(1)]);
      const [out, caught, completed] = [inbox('out'), inbox('caught'), inbox('completed')];

      for (let image = 1; image <= 4; image++) {
        send('find', { payload: 'no image', detections: [], topic: { file: image }, reset: true, image });
      }
      await until(() => completed.messages.length + caught.messages.length === 4);

      assert.deepEqual(out.messages, []);
      const codes = caught.messages.map((msg) => [msg.image, errorOf(msg).code]);
      const queued = [1, 2, 3, 4].map((image) => [image, 'BAD_IMAGE']);
      assert.deepEqual(codes, type === 'dataset-export' ? queued : [queued[0], queued[3]]);
    });
  }

  it('fails if msg.topic is a list, or if msg.timestamp is not a time', async () => {
    await loadFlow(flow({ lanes: true }));
    const caught = inbox('caught');

    send('find', { payload: scene(0).image, topic: ['yard'] });
    send('find', { payload: scene(0).image, topic: 'yard', timestamp: 'noon' });
    await caught.next(2);

    const errors = caught.messages.map(errorOf).map(({ code, message }) => `${code} ${message.slice(0, 30)}`);
    assert.deepEqual(errors.sort(), [
      'INVALID_INPUT msg.timestamp must be a time: ',
      'INVALID_INPUT msg.topic must be the name of ',
    ]);
  });
});
