import assert from 'node:assert/strict';
import sharp from 'sharp';
import type { Motion, Vision } from '../../src';
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
import { until } from '../support/until';

const START = Date.UTC(2026, 0, 1);
const SIZE = { width: 640, height: 360 };

/** A wall of stripes, with a dark square at `left` if it is given. */
function pixels(left?: number): Buffer {
  const data = Buffer.alloc(SIZE.width * SIZE.height * 3);
  for (let at = 0; at < SIZE.width * SIZE.height; at++) {
    const [x, y] = [at % SIZE.width, Math.floor(at / SIZE.width)];
    const isSquare = left !== undefined && x >= left && x < left + 60 && y >= 120 && y < 180;
    data.fill(isSquare ? 15 : 110 + 50 * Math.sin(x / 25), at * 3, at * 3 + 3);
  }
  return data;
}
const rgb = (left?: number): sharp.Sharp => sharp(pixels(left), { raw: { ...SIZE, channels: 3 } });

let count = 0;
/** Nodes with ids of their own: a node with the id of one that was just closed takes over its cameras. */
const flow = (settings: object = {}, id = `gate ${++count}`): [string, FlowNode[]] => [
  id,
  [
    { id, type: 'motion-gate', holdSeconds: 0, wires: [['moved'], ['still']], ...settings },
    { id: 'moved', type: 'helper' },
    { id: 'still', type: 'helper' },
    ...catchAll,
    ...completesOf(id),
  ],
];

const motionOf = ({ motion }: Message): Motion => motion as Motion;

/** Sends one message per second, and returns the reason of each; `error` if it failed. */
async function reasons(id: string, messages: readonly object[], start = START): Promise<readonly string[]> {
  const [moved, still, caught] = [inbox('moved'), inbox('still'), inbox('caught')];
  const all = (): Message[] => [...moved.messages, ...still.messages, ...caught.messages];
  const before = all().length;
  for (const [index, msg] of messages.entries())
    send(id, { timestamp: start + index * 1000, order: start + index, ...msg });
  await until(() => all().length - before >= messages.length);
  assert.ok(moved.messages.every((msg) => motionOf(msg).moved));
  assert.ok(still.messages.every((msg) => !motionOf(msg).moved));
  return all()
    .filter(({ order }) => (order as number) >= start)
    .sort((a, b) => (a.order as number) - (b.order as number))
    .map((msg) => ('error' in msg ? 'error' : motionOf(msg).why));
}

describe('motion-gate', () => {
  let wall: Buffer;
  let square: Buffer;
  before(async () => {
    [wall, square] = await Promise.all([rgb().jpeg().toBuffer(), rgb(320).jpeg().toBuffer()]);
  });
  afterEach(unloadFlow);

  it('sends images in which something changed to its first output, and all others to its second one', async () => {
    const [id, nodes] = flow();
    await loadFlow(nodes);
    const [moved, still, completed] = [inbox('moved'), inbox('still'), inbox('completed')];

    assert.deepEqual(
      await reasons(
        id,
        [wall, wall, square, square, wall].map((payload) => ({ payload, topic: 'yard', extra: 7 })),
      ),
      ['first', 'still', 'moved', 'still', 'moved'],
    );
    await completed.next(5);
    const [, change] = moved.messages;
    const [x, y, width, height] = motionOf(change!).boxes[0]!;
    assert.ok(
      Math.abs(x - 320) <= 8 && Math.abs(y - 120) <= 8 && Math.abs(width - 60) <= 12 && Math.abs(height - 60) <= 12,
    );
    assert.deepEqual([change!.payload, change!.extra, motionOf(change!).skipped], [square, 7, 1]);
    const { image, gate } = change!.vision as Vision;
    assert.deepEqual([image, gate!.time, gate!.dropped], [SIZE, START + 2000, 0]);
    assert.deepEqual([moved.messages.length, still.messages.length], [3, 2]);
    assert.deepEqual(JSON.parse(JSON.stringify(motionOf(change!))), motionOf(change!));
    await until(() => statusesOf(id).at(-1)?.text?.endsWith('status.moved') ?? false);
  });

  it('keeps the cameras apart, and forgets one or all on msg.reset', async () => {
    const [id, nodes] = flow();
    await loadFlow(nodes);
    const completed = inbox('completed');
    const images = [
      { topic: 'a', payload: wall },
      { topic: 'b', payload: square },
    ];

    assert.deepEqual(await reasons(id, [...images, ...images]), ['first', 'first', 'still', 'still']);
    send(id, { topic: 'a', reset: true });
    await completed.next(5);
    assert.deepEqual(await reasons(id, images, START + 10_000), ['first', 'still']);
    send(id, { reset: true });
    await completed.next(8);
    assert.deepEqual(await reasons(id, images, START + 20_000), ['first', 'first']);
  });

  it('lets an image through if msg.pass is true', async () => {
    const [id, nodes] = flow();
    await loadFlow(nodes);

    const still = { payload: wall };
    assert.deepEqual(
      await reasons(id, [still, { ...still, pass: true }, { ...still, pass: false }, { ...still, pass: null }]),
      ['first', 'forced', 'still', 'still'],
    );
  });

  it('obeys its settings', async () => {
    const [id, nodes] = flow({
      holdSeconds: '2',
      everySeconds: 5,
      minSeconds: 0,
      ignore: '[[0.45, 0], [1, 0], [1, 1], [0.45, 1]]',
    });
    await loadFlow(nodes);
    const left = await rgb(60).jpeg().toBuffer();

    const payloads = [wall, square, left, left, left, left, left, left, left];
    assert.deepEqual(
      await reasons(
        id,
        payloads.map((payload) => ({ payload })),
      ),
      [...['first', 'still', 'moved', 'hold', 'still', 'still', 'still', 'still', 'due']],
    );
  });

  it('keeps its memory over a redeploy, unless the settings changed', async () => {
    const [id, nodes] = flow();
    await loadFlow(nodes);
    await reasons(id, [{ payload: wall }]);
    await unloadFlow();

    await loadFlow(nodes);
    assert.deepEqual(await reasons(id, [{ payload: wall }], START + 2000), ['still']);
    await unloadFlow();

    await loadFlow(flow({ threshold: 30 }, id)[1]);
    assert.deepEqual(await reasons(id, [{ payload: wall }], START + 3000), ['first']);
  });

  it('takes an image in all forms for the same one', async () => {
    const [id, nodes] = flow({ threshold: 10 });
    await loadFlow(nodes);
    const forms = [
      { data: pixels(), ...SIZE, channels: 3 },
      await rgb().png().toBuffer(),
      await rgb().ensureAlpha(0.2).png().toBuffer(),
      `data:image/jpeg;base64,${wall.toString('base64')}`,
      await rgb().rotate(-90).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
      await rgb().webp({ quality: 95 }).toBuffer(),
      await rgb().resize(320, 180).jpeg().toBuffer(),
    ];

    assert.deepEqual(
      await reasons(
        id,
        forms.map((payload) => ({ payload })),
      ),
      ['first', ...Array(6).fill('still')],
    );
  });

  it('lets the first image of another shape through, with one warning', async () => {
    const [id, nodes] = flow();
    await loadFlow(nodes);
    const other = await rgb().resize(360, 360, { fit: 'fill' }).jpeg().toBuffer();

    const payloads = [wall, other, other, wall, wall];
    assert.deepEqual(
      await reasons(
        id,
        payloads.map((payload) => ({ payload, topic: 'yard' })),
      ),
      ['first', 'first', 'still', 'first', 'still'],
    );
    assert.equal(logged().filter((line) => /^The gate restarted for camera "yard"/.test(line)).length, 1);
  });

  it('sends all images in the order in which they arrived', async () => {
    const [id, nodes] = flow();
    await loadFlow(nodes);
    const payloads = Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? wall : square));
    const moved = inbox('moved');

    assert.deepEqual(
      await reasons(
        id,
        payloads.map((payload) => ({ payload })),
      ),
      ['first', ...Array(39).fill('moved')],
    );
    const orders = moved.messages.map(({ order }) => order as number);
    assert.deepEqual(
      orders,
      [...orders].sort((a, b) => a - b),
    );
  });

  it('passes an image that failed on neither output, and compares the next one as before', async () => {
    const [id, nodes] = flow();
    await loadFlow(nodes);
    const damaged = square.subarray(0, 2000);

    assert.deepEqual(
      await reasons(
        id,
        [wall, damaged, wall, square].map((payload) => ({ payload })),
      ),
      ['first', 'error', 'still', 'moved'],
    );
  });

  for (const { name, msg, code, says } of [
    { name: 'a message without an image', msg: {}, code: 'BAD_IMAGE', says: /^msg\.payload must be/ },
    {
      name: 'text in place of an image',
      msg: { payload: 'offline' },
      code: 'BAD_IMAGE',
      says: /^msg\.payload must be/,
    },
    {
      name: 'a web page in place of an image',
      msg: { payload: Buffer.from('<html>401</html>') },
      code: 'BAD_IMAGE',
      says: /HTML/,
    },
    {
      name: 'msg.pass as text',
      msg: { pass: 'yes' },
      code: 'INVALID_INPUT',
      says: /^msg\.pass must be true or false, got "yes"/,
    },
    {
      name: 'a timestamp that is not a time',
      msg: { timestamp: 'noon' },
      code: 'INVALID_INPUT',
      says: /^msg\.timestamp/,
    },
    { name: 'a camera that is an object', msg: { topic: {} }, code: 'INVALID_INPUT', says: /^msg\.topic must be/ },
  ]) {
    it(`refuses ${name}`, async () => {
      const [id, nodes] = flow();
      await loadFlow(nodes);
      const caught = inbox('caught');

      send(id, 'pass' in msg || 'timestamp' in msg ? { payload: wall, ...msg } : msg);

      const error = errorOf(await caught.next());
      assert.equal(error.code, code);
      assert.match(error.message, says);
    });
  }

  for (const { name, settings, says } of [
    {
      name: 'a polygon of two corners',
      settings: {
        ignore: [
          [
            [0, 0],
            [1, 1],
          ],
        ],
      },
      says: /^ignore must be polygons such as/,
    },
    {
      name: 'a polygon whose sides cross',
      settings: {
        ignore: [
          [
            [0, 0],
            [1, 1],
            [1, 0],
            [0, 1],
          ],
        ],
      },
      says: /^ignore must be polygons/,
    },
    { name: 'a threshold of 0', settings: { threshold: '0' }, says: /^threshold must be a number from 1 to 255/ },
    { name: 'a negative time', settings: { holdSeconds: -1 }, says: /^holdSeconds must be a number from 0 up/ },
  ]) {
    it(`refuses each message because of ${name}`, async () => {
      const [id, nodes] = flow(settings);
      await loadFlow(nodes);
      const caught = inbox('caught');

      for (let at = 0; at < 2; at++) send(id, { payload: wall });
      await caught.next(2);

      for (const error of caught.messages.map(errorOf)) {
        assert.equal(error.code, 'INVALID_INPUT');
        assert.match(error.message, says);
      }
    });
  }
});
