import assert from 'node:assert/strict';
import sharp from 'sharp';
import type { Detection, Track, Vision, VisionEvent } from '../../src';
import {
  catchAll,
  completesOf,
  errorOf,
  type FlowNode,
  inbox,
  loadFlow,
  logged,
  type Message,
  send,
  statusesOf,
  unloadFlow,
} from '../support/node-red';
import { scene } from '../support/scenes';
import { until } from '../support/until';

const START = Date.UTC(2026, 0, 1);
const vision = { image: { width: 640, height: 480 } };
const person = (x: number, rest: Partial<Detection> = {}): Detection => ({
  ...{ label: 'person', score: 0.6, bbox: [x, 100, 60, 120] },
  ...rest,
});

let count = 0;
/** Nodes with an id of their own: a node with the id of one that was just closed takes over its objects. */
const flow = (settings: object = {}, id = `track ${++count}`): [string, FlowNode[]] => [
  id,
  [
    { id, type: 'object-tracker', colours: false, wires: [['out'], ['events']], ...settings },
    { id: 'out', type: 'helper' },
    { id: 'events', type: 'helper' },
    ...catchAll,
    ...completesOf(id),
  ],
];

/** Sends one message per second, and returns the messages that the node sends. */
async function run(id: string, messages: readonly object[], start = START): Promise<readonly Message[]> {
  const out = inbox('out');
  for (const [index, msg] of messages.entries()) send(id, { timestamp: start + index * 1000, vision, ...msg });
  await out.next(messages.length);
  return out.messages;
}

const idsIn = ({ detections }: Message): unknown[] => (detections as Detection[]).map(({ trackId }) => trackId);

describe('object-tracker', () => {
  afterEach(unloadFlow);

  it('gives objects an identity, and reports each event in a message of its own', async () => {
    const [id, nodes] = flow({ stayedSeconds: '2' });
    await loadFlow(nodes);
    const events = inbox('events');
    const walk = Array.from({ length: 4 }, (_, frame) => ({ topic: 'yard', detections: [person(100 + frame * 30)] }));

    const sent = await run(id, [...walk, ...Array(6).fill({ topic: 'yard', detections: [] })]);

    assert.deepEqual(sent.slice(0, 4).map(idsIn), [[undefined], [1], [1], [1]]);
    const [track] = sent[3]!.tracks as Track[];
    assert.deepEqual([track!.trackId, track!.seconds, track!.path.length], [1, 3, 4]);
    const time = START + 3000;
    const { age } = (sent[3]!.vision as Vision).tracker!;
    const tracker = { time, age, dropped: 0, laneDropped: 0 };
    assert.deepEqual(sent[3]!.vision, { ...vision, time, tracker } satisfies Vision);
    assert.deepEqual(sent.at(-1)!.tracks, []);
    const facts = events.messages.map(({ topic, payload }) => [topic, (payload as VisionEvent).type]);
    assert.deepEqual(facts, [
      ['yard', 'appeared'],
      ['yard', 'stayed'],
      ['yard', 'left'],
    ]);
    await until(() => statusesOf(id).at(-1)?.fill === 'green');
  });

  it('does not miss objects in images that were not searched', async () => {
    const [id, nodes] = flow();
    await loadFlow(nodes);

    const sent = await run(id, [
      ...Array(3).fill({ detections: [person(100)] }),
      ...Array(9).fill({}),
      { detections: [person(104)] },
    ]);

    assert.ok(sent.slice(3, 12).every((msg) => !('detections' in msg) && (msg.tracks as Track[]).length === 1));
    assert.deepEqual(idsIn(sent[12]!), [1]);
  });

  it('passes on an image that was not searched before any other', async () => {
    const [id, nodes] = flow();
    await loadFlow(nodes);

    const [msg] = await run(id, [{ payload: 'kept', vision: undefined }]);

    assert.deepEqual([msg!.payload, msg!.tracks, msg!.vision], ['kept', [], { time: START }]);
  });

  it('fills in objects that a detector missed, with their masks', async () => {
    const [id, nodes] = flow({ fillSeconds: 2 });
    await loadFlow(nodes);
    const mask = { type: 'uint8', dims: [1, 2], offset: [120, 150], data: Buffer.of(1, 1) } as const;

    const sent = await run(id, [...Array(3).fill({ detections: [person(100, { mask })] }), { detections: [] }, {}]);

    for (const msg of sent.slice(3)) {
      const [held] = msg.detections as Detection[];
      assert.deepEqual([held!.trackId, held!.held, held!.mask], [1, true, mask]);
    }
  });

  it('keeps the cameras apart, and forgets one or all on msg.reset', async () => {
    const [id, nodes] = flow();
    await loadFlow(nodes);
    const completed = inbox('completed');
    const shown = (topic: string): object => ({ topic, detections: [person(100)] });
    const cameras = (sent: readonly Message[]): unknown[] => sent.map((msg) => [msg.topic, idsIn(msg)[0]]);

    assert.deepEqual(cameras((await run(id, ['a', 'b', 'a', 'b'].map(shown))).slice(2)), [
      ['a', 1],
      ['b', 1],
    ]);
    send(id, { topic: 'a', reset: true });
    await completed.next(5);
    assert.deepEqual(cameras(await run(id, ['a', 'b'].map(shown), START + 5000)), [
      ['a', undefined],
      ['b', 1],
    ]);
    send(id, { reset: true });
    await completed.next(8);
    assert.deepEqual(cameras(await run(id, ['a', 'b'].map(shown), START + 8000)), [
      ['a', undefined],
      ['b', undefined],
    ]);
  });

  it('reads the size of the image and colours from the image itself', async () => {
    const [id, nodes] = flow({ colours: true });
    await loadFlow(nodes);
    const { image } = scene(19);
    const found = { payload: image, vision: undefined, detections: [{ ...person(100), bbox: [20, 30, 80, 90] }] };

    const sent = await run(id, [found, found]);

    assert.deepEqual((sent[1]!.vision as Vision).image, { width: 320, height: 320 });
    assert.deepEqual(idsIn(sent[1]!), [1]);
    assert.equal(sent[1]!.payload, image);
  });

  it('reads boxes of other nodes, in their format', async () => {
    const [id, nodes] = flow({ boxFormat: 'xyxyn' });
    await loadFlow(nodes);

    const sent = await run(id, Array(2).fill({ boxes: [[0.25, 0.25, 0.5, 0.75]] }));

    assert.deepEqual((sent[1]!.detections as Detection[])[0]!.bbox, [160, 120, 160, 240]);
    assert.deepEqual(idsIn(sent[1]!), [1]);
  });

  it('sends events with the vision of their image', async () => {
    const [id, nodes] = flow();
    await loadFlow(nodes);
    const events = inbox('events');

    const sent = await run(id, Array(2).fill({ topic: 'yard', detections: [person(100)] }));

    const [event] = await events.next(1).then(() => events.messages);
    const expected = sent[1]!.vision as Vision;
    assert.equal(expected.tracker!.time, START + 1000);
    assert.deepEqual([event!.vision, event!.picture, event!.detections], [expected, undefined, undefined]);
  });

  for (const { best, size, box } of [
    { best: 'frame', size: [320, 320], box: [100, 50, 80, 120] },
    { best: 'crop', size: [120, 180], box: [20, 30, 80, 120] },
  ]) {
    it(`sends events with the best picture as \`${best}\`, on which mask-render hides the object`, async () => {
      const [id, nodes] = flow({ best, wires: [['out'], ['events', 'draw']] });
      const draw = { id: 'draw', type: 'mask-render', image: 'picture', styles: ['blackout'], format: 'png' };
      await loadFlow([...nodes, { ...draw, wires: [['drawn']] }, { id: 'drawn', type: 'helper' }]);
      const [events, drawn] = [inbox('events'), inbox('drawn')];
      const { image } = scene(4);
      const shot = { payload: image, vision: { image: { width: 320, height: 320 } } };
      const seen = (score: number): object => ({
        ...shot,
        detections: [{ ...person(0), bbox: [100, 50, 80, 120], score }],
      });

      await run(id, [seen(0.5), seen(0.5), { ...shot, payload: Buffer.from('unreadable'), detections: [] }]);

      const { data, info } = await sharp((await drawn.next()).payload as Buffer)
        .raw()
        .toBuffer({ resolveWithObject: true });
      assert.deepEqual([info.width, info.height], size);
      const [x, y] = [box[0]! + 40, box[1]! + 60];
      assert.deepEqual([...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)], [0, 0, 0]);
      const [{ detections, vision: about }] = events.messages as [Message];
      assert.deepEqual((detections as Detection[])[0]!.bbox, box);
      assert.deepEqual((about as Vision).image, { width: size[0], height: size[1] });
    });
  }

  it('sends an event without its picture, if that cannot be made', async () => {
    const [id, nodes] = flow({ best: 'crop' });
    await loadFlow(nodes);
    const events = inbox('events');

    await run(id, Array(2).fill({ payload: Buffer.from('unreadable'), detections: [person(100)] }));

    await events.next();
    assert.deepEqual([events.messages[0]!.picture, events.messages[0]!.detections], [undefined, undefined]);
    assert.ok(logged().some((line) => /^The event of object 1 has no picture: /.test(line)));
  });

  it('keeps all objects over a redeploy, unless the settings changed', async () => {
    const seen = { detections: [person(100)] };
    const [id, nodes] = flow();
    await loadFlow(nodes);
    await run(id, [seen, seen, seen]);
    await unloadFlow();

    await loadFlow(nodes);
    const events = inbox('events');
    assert.deepEqual(idsIn((await run(id, [seen], START + 3000))[0]!), [1]);
    assert.deepEqual(events.messages, []);
    await unloadFlow();

    await loadFlow(flow({ goneSeconds: 9 }, id)[1]);
    assert.deepEqual(idsIn((await run(id, [seen], START + 4000))[0]!), [undefined]);
  });

  it('warns when the view of a camera changes', async () => {
    const [id, nodes] = flow();
    await loadFlow(nodes);
    const seen = { topic: 'yard', detections: [person(100)] };

    const sent = await run(id, [seen, seen, { ...seen, vision: { image: { width: 640, height: 640 } } }]);

    assert.deepEqual(idsIn(sent[2]!), [undefined]);
    assert.ok(logged().some((line) => /^The tracker restarted for camera "yard"/.test(line)));
  });

  for (const { name, msg, code, says } of [
    {
      name: 'a timestamp that is not a time',
      msg: { timestamp: 'noon' },
      code: 'INVALID_INPUT',
      says: /^msg\.timestamp must be a time/,
    },
    {
      name: 'a camera that is an object',
      msg: { topic: {} },
      code: 'INVALID_INPUT',
      says: /^msg\.topic must be the name of a camera/,
    },
    { name: 'a number in place of boxes', msg: { detections: 7 }, code: 'BAD_BOXES', says: /^msg\.detections must be/ },
    {
      name: 'boxes of another image',
      msg: { detections: [person(5000)] },
      code: 'BAD_BOXES',
      says: /far outside the image/,
    },
    {
      name: 'no image, if its size is unknown',
      msg: { detections: [], vision: undefined },
      code: 'BAD_IMAGE',
      says: /^msg\.payload must be/,
    },
  ]) {
    it(`refuses ${name}`, async () => {
      const [id, nodes] = flow();
      await loadFlow(nodes);
      const caught = inbox('caught');

      send(id, { vision, ...msg });

      const error = errorOf(await caught.next());
      assert.equal(error.code, code);
      assert.match(error.message, says);
    });
  }

  for (const { name, timestamp } of [
    { name: 'a number', timestamp: START },
    { name: 'a Date', timestamp: new Date(START) },
    { name: 'ISO text', timestamp: '2026-01-01T00:00:00Z' },
  ]) {
    it(`reads msg.timestamp as ${name}`, async () => {
      const [id, nodes] = flow();
      await loadFlow(nodes);

      const [msg] = await run(id, [{ timestamp, detections: [] }]);

      assert.equal((msg!.vision as Vision).tracker!.time, START);
    });
  }
});
