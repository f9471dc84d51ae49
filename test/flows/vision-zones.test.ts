import assert from 'node:assert/strict';
import type { Detection, LineCount, Track, Vision, VisionEvent, ZoneCount } from '../../src';
import { decodeImage } from '../../src/image/decode';
import { pixelAt } from '../src/render/images';
import {
  catchAll,
  completesOf,
  errorOf,
  type FlowNode,
  inbox,
  loadFlow,
  logged,
  type Message,
  nodeOf,
  send,
  statusesOf,
  unloadFlow,
} from '../support/node-red';
import { scene } from '../support/scenes';
import { until } from '../support/until';

const START = Date.UTC(2026, 0, 1);
const vision = { image: { width: 640, height: 480 } };
const yard = { name: 'yard', kind: 'zone', points: '0.5,0,1,0,1,1,0.5,1', dwellSeconds: '2' };
/** Upwards: from its left to its right is from left to right. */
const gate = { name: 'gate', kind: 'line', points: '0.5,1,0.5,0' };

const person = (x: number, rest: Partial<Detection> = {}): Detection => ({
  ...{ label: 'person', score: 0.6, bbox: [x, 100, 60, 120] },
  ...rest,
});

let count = 0;
/** Nodes with ids of their own: a node with the id of one that was just closed takes over its objects. */
function flow(settings: object = {}, id = `zones ${++count}`): [string, FlowNode[]] {
  return [
    id,
    [
      { id: `track ${id}`, type: 'object-tracker', colours: false, wires: [[id], []] },
      { id, type: 'vision-zones', zones: [yard, gate], wires: [['out'], ['events']], ...settings },
      { id: 'out', type: 'helper' },
      { id: 'events', type: 'helper' },
      ...catchAll,
      ...completesOf(id),
    ],
  ];
}

/** Sends one message per second, and returns the messages that the zones send. */
async function run(id: string, messages: readonly object[], start = START): Promise<readonly Message[]> {
  const out = inbox('out');
  for (const [index, msg] of messages.entries()) send(id, { timestamp: start + index * 1000, vision, ...msg });
  await out.next(messages.length);
  return out.messages;
}

/** A person who walks from the left into the right half, a step per second, and stays. */
const walk = [100, 180, 260, 340, 420, 420, 420, 420].map((x) => ({ topic: 'door', detections: [person(x)] }));

const zonesIn = ({ zones }: Message): Record<string, ZoneCount> => zones as Record<string, ZoneCount>;
const linesIn = ({ lines }: Message): Record<string, LineCount> => lines as Record<string, LineCount>;

describe('vision-zones', () => {
  afterEach(unloadFlow);

  it('counts objects in zones and across lines, and reports each event in a message of its own', async () => {
    const [id, nodes] = flow();
    await loadFlow(nodes);
    const events = inbox('events');

    const sent = await run(`track ${id}`, [...walk, ...Array(7).fill({ topic: 'door', detections: [] })]);

    assert.deepEqual(zonesIn(sent[0]!), { yard: { count: 0, labels: {}, trackIds: [] } });
    assert.deepEqual(zonesIn(sent[7]!), { yard: { count: 1, labels: { person: 1 }, trackIds: [1] } });
    assert.deepEqual(linesIn(sent[7]!), { gate: { in: 1, out: 0, labels: { person: { in: 1, out: 0 } } } });
    assert.deepEqual((sent[7]!.detections as Detection[])[0]!.zones, ['yard']);
    assert.deepEqual((sent[7]!.tracks as Track[])[0]!.zones, ['yard']);
    assert.deepEqual(zonesIn(sent.at(-1)!).yard!.count, 0);
    const stage = (sent[7]!.vision as Vision).zones!;
    assert.deepEqual([stage.time, stage.dropped], [START + 7000, 0]);

    const payloads = events.messages.map(({ payload }) => payload as VisionEvent);
    assert.deepEqual(
      payloads.map(({ type, zone, direction, camera, trackId }) => [type, zone, direction, camera, trackId]),
      [
        ['entered', 'yard', undefined, 'door', 1],
        ['crossed', 'gate', 'in', 'door', 1],
        ['dwelled', 'yard', undefined, 'door', 1],
        ['exited', 'yard', undefined, 'door', 1],
      ],
    );
    assert.ok(
      events.messages.every(({ topic, vision: of }) => topic === 'door' && (of as Vision).image?.width === 640),
    );
    assert.deepEqual(JSON.parse(JSON.stringify(payloads)), payloads);
    await until(() => statusesOf(id).at(-1)?.text?.endsWith('status.counted') ?? false);
  });

  it('counts detections without a tracker, and shows that there are no track ids', async () => {
    const [id, nodes] = flow();
    await loadFlow(nodes);
    const events = inbox('events');

    const sent = await run(id, [
      {
        boxes: [
          [100, 100, 60, 120],
          [400, 100, 60, 120],
        ],
      },
      {},
      { detections: [] },
    ]);

    assert.deepEqual(
      sent.map((msg) => zonesIn(msg).yard!.count),
      [1, 1, 0],
    );
    assert.deepEqual(
      (sent[0]!.detections as Detection[]).map(({ zones }) => zones),
      [[], ['yard']],
    );
    assert.ok(!('detections' in sent[1]!));
    assert.deepEqual(events.messages, []);
    await until(() => statusesOf(id).at(-1)?.text?.endsWith('status.noTrackIds') ?? false);
  });

  it('reads the size of the image from the image itself', async () => {
    const [id, nodes] = flow();
    await loadFlow(nodes);
    const { image } = scene(19);

    const [msg] = await run(id, [
      { payload: image, vision: undefined, detections: [{ ...person(200), bbox: [200, 30, 80, 90] }] },
    ]);

    assert.deepEqual((msg!.vision as Vision).image, { width: 320, height: 320 });
    assert.equal(zonesIn(msg!).yard!.count, 1);
    assert.equal(msg!.payload, image);
  });

  it('has a zone only on its camera', async () => {
    const [id, nodes] = flow({ zones: [{ ...yard, camera: 'door' }, { ...yard, camera: 'attic' }, gate] });
    await loadFlow(nodes);
    const seen = { detections: [person(400)] };

    const sent = await run(id, [
      { topic: 'door', ...seen },
      { topic: 'cellar', ...seen },
    ]);

    assert.deepEqual(
      sent.map((msg) => Object.keys(zonesIn(msg))),
      [['yard'], []],
    );
  });

  it('attaches shapes if that is on', async () => {
    const [id, nodes] = flow({ attachShapes: true });
    await loadFlow(nodes);

    const [msg] = await run(id, [{ detections: [] }]);

    assert.deepEqual(zonesIn(msg!).yard!.shape, [
      [320, 0],
      [640, 0],
      [640, 480],
      [320, 480],
    ]);
    assert.deepEqual(linesIn(msg!).gate!.shape, [
      [320, 480],
      [320, 0],
    ]);
  });

  it('has its zones drawn by mask-render, if shapes are attached', async () => {
    const [id, nodes] = flow({ attachShapes: true, wires: [['draw'], []] });
    const draw = { id: 'draw', type: 'mask-render', styles: ['zones'], format: 'png', wires: [['out']] };
    await loadFlow([...nodes, draw]);
    const { image } = scene(19);
    const out = inbox('out');
    const caught = inbox('caught');

    send(id, { payload: image, vision: undefined, detections: [{ ...person(200), bbox: [200, 30, 80, 90] }] });
    const drawn = await decodeImage((await out.next()).payload as Buffer);
    const before = await decodeImage(image);
    assert.notDeepEqual(pixelAt(drawn, 240, 200), pixelAt(before, 240, 200));
    assert.deepEqual(pixelAt(drawn, 80, 200), pixelAt(before, 80, 200));

    send('draw', { payload: image, detections: [], zones: 'yard' });
    assert.equal(errorOf(await caught.next()).code, 'BAD_ZONES');
  });

  it('counts and reports relations between objects', async () => {
    const relations = [
      { name: 'no helmet', labels: 'person', relation: 'without', other: 'helmet', enterSeconds: '1' },
    ];
    const [id, nodes] = flow({ zones: [], relations });
    await loadFlow(nodes);
    const events = inbox('events');
    const helmet: Detection = { label: 'helmet', score: 0.5, bbox: [115, 95, 30, 30] };

    const bare = { detections: [person(100)] };
    const covered = { detections: [person(100), helmet] };
    const sent = await run(`track ${id}`, [...Array(4).fill(covered), ...Array(12).fill(bare)]);

    assert.deepEqual(zonesIn(sent[3]!)['no helmet'], { count: 0, labels: {}, trackIds: [] });
    assert.equal(zonesIn(sent.at(-1)!)['no helmet']!.count, 1);
    const facts = events.messages.map(({ payload }) => payload as VisionEvent);
    assert.deepEqual(
      facts.map(({ type, zone, label }) => [type, zone, label]),
      [['entered', 'no helmet', 'person']],
    );
  });

  it('sets the totals to 0 on msg.reset, without sending it on', async () => {
    const [id, nodes] = flow();
    await loadFlow(nodes);
    const completed = inbox('completed');
    await run(`track ${id}`, walk);

    send(id, { topic: 'door', reset: true });
    await completed.next(walk.length + 1);
    const [msg] = await run(id, [{ topic: 'door', detections: [] }], START + 9000);

    assert.deepEqual(linesIn(msg!).gate, { in: 0, out: 0, labels: {} });
    assert.equal(zonesIn(msg!).yard!.count, 0);
  });

  it('keeps objects and totals over a redeploy, unless the zones changed', async () => {
    const [id, nodes] = flow();
    await loadFlow(nodes);
    await run(`track ${id}`, walk);
    await unloadFlow();

    await loadFlow(nodes);
    const events = inbox('events');
    const [kept] = await run(`track ${id}`, [walk.at(-1)!], START + 8000);
    assert.deepEqual([zonesIn(kept!).yard!.count, linesIn(kept!).gate!.in, events.messages], [1, 1, []]);
    await unloadFlow();

    await loadFlow(flow({ attachShapes: true }, id)[1]);
    const [shaped] = await run(id, [{ topic: 'door', detections: [] }], START + 8500);
    assert.equal(linesIn(shaped!).gate!.in, 1);
    assert.ok(linesIn(shaped!).gate!.shape);
    await unloadFlow();

    await loadFlow(flow({ zones: [yard, { ...gate, points: '0.4,1,0.4,0' }] }, id)[1]);
    const [changed] = await run(id, [{ topic: 'door', detections: [] }], START + 9000);
    assert.equal(linesIn(changed!).gate!.in, 0);
  });

  it('keeps totals in the context of the node, if a store is named', async () => {
    const [id, nodes] = flow({ keepCounts: 'default' });
    await loadFlow(nodes);
    await run(`track ${id}`, walk);
    // The test helper deletes the context at the end, so it is read while the node closes.
    let left: unknown;
    const node = nodeOf(id);
    node.on('close', () => {
      left = node.context().get('lines');
    });
    await unloadFlow();

    assert.deepEqual(left, {
      door: { gate: { in: 1, out: 0, labels: { person: { in: 1, out: 0 } } } },
    });
  });

  for (const { name, settings, says } of [
    { name: 'without points', settings: { zones: [{ name: 'yard' }] }, says: /^Zone "yard": points must be/ },
    { name: 'with sides that cross', settings: { zones: [{ ...yard, points: '0,0,1,1,1,0,0,1' }] }, says: /cross/ },
    {
      name: 'with a relation without labels',
      settings: { zones: [yard], relations: [{ name: 'bare', other: 'helmet' }] },
      says: /^Relation "bare": labels must be/,
    },
    { name: 'that are null', settings: { zones: [null] }, says: /^zones must be a list of objects/ },
  ]) {
    it(`warns at the deploy of zones ${name}, and refuses each message`, async () => {
      const [id, nodes] = flow(settings);
      await loadFlow(nodes);
      const caught = inbox('caught');
      assert.ok(
        logged().some((line) => says.test(line)),
        logged().join('\n'),
      );

      send(id, { vision, detections: [] });
      send(id, { vision, detections: [] });
      await caught.next(2);

      for (const error of caught.messages.map(errorOf)) {
        assert.equal(error.code, settings.zones[0] === null ? 'INVALID_INPUT' : 'BAD_ZONES');
        assert.match(error.message, says);
      }
    });
  }

  for (const { name, msg, code, says } of [
    { name: 'a number in place of tracks', msg: { tracks: 7 }, code: 'BAD_BOXES', says: /^msg\.tracks must be a list/ },
    {
      name: 'a track without a box',
      msg: { tracks: [{ id: 'a', trackId: 1 }] },
      code: 'BAD_BOXES',
      says: /^msg\.tracks\[0\] must be a track/,
    },
    { name: 'a number in place of boxes', msg: { detections: 7 }, code: 'BAD_BOXES', says: /^msg\.detections must be/ },
    { name: 'boxes of another image', msg: { detections: [person(5000)] }, code: 'BAD_BOXES', says: /far outside/ },
    {
      name: 'no image, if its size is unknown',
      msg: { detections: [], vision: undefined },
      code: 'BAD_IMAGE',
      says: /^msg\.payload/,
    },
    { name: 'a camera that is an object', msg: { topic: {} }, code: 'INVALID_INPUT', says: /^msg\.topic must be/ },
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
});
