import assert from 'node:assert/strict';
import { nameOf } from '../../models/demo/scenes/kinds';
import { filmShapes } from '../../models/demo/scenes/moving-shapes';
import type { Detection, RawImage, Track, Vision } from '../../src';
import { boxIou } from '../../src/geometry/box';
import { maskArea, maskBounds, maskIou } from '../../src/geometry/mask';
import {
  catchAll,
  errorOf,
  type FlowNode,
  inbox,
  loadFlow,
  type Message,
  nextEnd,
  send,
  statusesOf,
  unloadFlow,
} from '../support/node-red';
import { until } from '../support/until';

const START = Date.UTC(2026, 0, 1);
const SIDE = 320;
/** Six shapes for 3 seconds, 3 frames per second. */
const film = Array.from({ length: 9 }, (_, index) => ({
  t: index / 3,
  ...filmShapes(5, { side: SIDE, count: 6 })(index / 3),
}));
type Frame = (typeof film)[number];

const pictureOf = ({ pixels: { data } }: Frame): RawImage => ({
  ...{ data: Buffer.from(data), width: SIDE, height: SIDE, channels: 3 },
});
/** The detections of a perfect detector. */
const detectionsOf = ({ objects }: Frame): Detection[] =>
  objects
    .filter(({ mask }) => maskArea(mask) > 50)
    .map(({ kind, mask }) => ({ label: nameOf(kind), score: 0.9, bbox: maskBounds(mask) }));
const message = (frame: Frame, more: object = {}) => ({
  ...{ topic: 'street', payload: pictureOf(frame), timestamp: START + frame.t * 1000 },
  ...{ vision: { image: { width: SIDE, height: SIDE } }, ...more },
});

let count = 0;
/** Nodes with ids of their own: a node with the id of one that was just closed takes over its objects. */
function flow(settings: object = {}, id = `cut ${++count}`, tracker: object = {}): FlowNode[] {
  const track = { id: `track ${id}`, type: 'object-tracker', colours: false, confirmHits: 1, confirmSeconds: 0 };
  return [
    { ...track, wires: [[id], []], ...tracker },
    {
      id,
      type: 'sam',
      model: 'demo',
      follow: true,
      lanes: true,
      busy: 'queue',
      queueLength: 20,
      wires: [['out']],
      ...settings,
    },
    { id: 'out', type: 'helper' },
    ...catchAll,
  ];
}

/** IoU of each mask with the truth, of the object that it overlaps most. */
const overlapsOf = ({ detections }: Message, { objects }: Frame): number[] =>
  (detections as Detection[]).map(({ mask }) => Math.max(...objects.map((object) => maskIou(object.mask, mask!))));

describe('sam follows objects', () => {
  afterEach(unloadFlow);

  /** Sends frames through the tracker: the first one with detections. */
  async function run(nodes: readonly FlowNode[], frames: readonly Frame[], more: object = {}) {
    await loadFlow(nodes);
    const out = inbox('out');
    for (const [index, frame] of frames.entries()) {
      send(nodes[0]!.id, message(frame, index === 0 ? { detections: detectionsOf(frame) } : more));
    }
    await out.next(frames.length);
    return out.messages;
  }

  it('in images without detections, from their last masks', async () => {
    const nodes = flow();
    const [first, ...later] = await run(nodes, film);

    const ids = (first!.detections as Detection[]).map(({ trackId }) => trackId);
    assert.ok(ids.length >= 4);
    for (const [index, sent] of later.entries()) {
      const detections = sent.detections as Detection[];
      const found = detections.filter(({ held }) => !held);
      assert.ok(found.length >= ids.length - 1, `image ${index + 1}`);
      for (const { bbox, mask, label, seconds } of found) {
        assert.deepEqual(bbox, maskBounds(mask!));
        assert.ok(label !== undefined && seconds! > 0);
      }
      const overlaps = overlapsOf({ ...sent, detections: found }, film[index + 1]!);
      assert.ok(
        overlaps.reduce((sum, one) => sum + one, 0) / overlaps.length > 0.75,
        `image ${index + 1}: ${overlaps}`,
      );
      const { followed = 0, lost = 0 } = (sent.vision as Vision).segmenter!;
      assert.deepEqual([followed, lost], [found.length, detections.length - found.length]);
    }
    await until(() => /followed|lost/.test(statusesOf(nodes[1]!.id).at(-1)?.text ?? ''));
  });

  it('that the tracker fills in', async () => {
    const [, second] = await run(flow({}, undefined, { fillSeconds: 3 }), film.slice(0, 2));

    const found = (second!.detections as Detection[]).filter(({ held }) => !held);
    assert.ok(found.length > 2);
    assert.ok((second!.vision as Vision).segmenter!.followed! > 2);
  });

  it('and keeps a lost one as held, with its last mask', async () => {
    const nodes = flow();
    await loadFlow(nodes);
    const out = inbox('out');
    send(nodes[0]!.id, message(film[0]!, { detections: detectionsOf(film[0]!) }));
    const grey = { data: Buffer.alloc(SIDE * SIDE * 3, 128), width: SIDE, height: SIDE, channels: 3 };
    send(nodes[0]!.id, { ...message(film[1]!), payload: grey });
    await out.next(2);

    const [before, after] = out.messages.map(({ detections }) => detections as Detection[]);
    assert.deepEqual(
      after!.map(({ held }) => held),
      before!.map(() => true),
    );
    assert.deepEqual(after!.map(({ area }) => area).sort(), before!.map(({ area }) => area).sort());
    assert.equal((out.messages[1]!.vision as Vision).segmenter!.lost, before!.length);
  });

  it('of each camera apart, also without lanes', async () => {
    const nodes = flow({ lanes: false });
    await loadFlow(nodes);
    const out = inbox('out');
    const [frame] = film;
    send(nodes[0]!.id, message(frame!, { detections: detectionsOf(frame!) }));
    send(nodes[0]!.id, message(frame!, { topic: 'yard', detections: [] }));
    send(nodes[0]!.id, message(frame!, { topic: 'yard' }));
    send(nodes[0]!.id, message(frame!));
    await out.next(4);

    const counts = (topic: string) =>
      out.messages
        .filter((sent) => sent.topic === topic)
        .map(({ detections }) => (detections as unknown[] | undefined)?.length);
    assert.deepEqual(counts('yard'), [0, undefined]);
    assert.deepEqual(counts('street'), Array(2).fill(detectionsOf(frame!).length));
  });

  it('over a redeploy within 30 seconds', async () => {
    await run(flow({}, 'kept'), film.slice(0, 1));
    await unloadFlow();
    await loadFlow(flow({}, 'kept'));
    const out = inbox('out');
    send('track kept', message(film[1]!));

    const { detections } = await out.next();
    assert.ok((detections as Detection[]).some(({ held }) => !held));
  });

  it('until the image has another size: their last masks are in pixels of the old one', async () => {
    const nodes = flow();
    await loadFlow(nodes);
    const out = inbox('out');
    send(nodes[0]!.id, message(film[0]!, { detections: detectionsOf(film[0]!) }));
    const { data } = pictureOf(film[0]!);
    const side = SIDE * 2;
    const larger = Buffer.from(
      Array.from({ length: side * side * 3 }, (_, at) => {
        const [x, y] = [Math.floor(at / 3) % side, Math.floor(at / 3 / side)];
        return data[(Math.floor(y / 2) * SIDE + Math.floor(x / 2)) * 3 + (at % 3)]!;
      }),
    );
    const payload = { data: larger, width: side, height: side, channels: 3 };
    send(nodes[0]!.id, { ...message(film[1]!), payload, vision: { image: { width: side, height: side } } });
    await out.next(2);

    const before = out.messages[0]!.tracks as Track[];
    const { detections, tracks } = out.messages[1]! as { detections: Detection[]; tracks: Track[] };
    assert.ok(detections.length >= 4);
    for (const [index, { bbox }] of tracks.entries()) {
      const [x, y, width, height] = before[index]!.bbox;
      assert.ok(boxIou(bbox, [2 * x, 2 * y, 2 * width, 2 * height]) > 0.8, `${bbox}`);
    }
    for (const { trackId, bbox, held } of detections) {
      const track = tracks.find((one) => one.trackId === trackId)!;
      assert.ok(held && boxIou(bbox, track.bbox) > 0.9, `${bbox} is ${track.bbox}`);
    }
  });

  it('until msg.reset', async () => {
    const nodes = flow();
    await run(nodes, film.slice(0, 1));
    const out = inbox('out');
    const tracks = [
      {
        id: 'street-1',
        trackId: 1,
        label: 'cat',
        score: 1,
        bbox: [100, 100, 40, 40],
        seen: false,
        firstSeen: 0,
        lastSeen: 0,
        path: [],
      },
    ];
    send(nodes[1]!.id, { topic: 'street', reset: true });
    send(nodes[1]!.id, message(film[1]!, { tracks }));

    const { vision } = await out.next();
    assert.deepEqual([(vision as Vision).segmenter!.followed, (vision as Vision).segmenter!.lost], [0, 1]);
  });

  it('and passes images on before there is anything to follow', async () => {
    const nodes = flow();
    await loadFlow(nodes);
    const out = inbox('out');
    send(nodes[0]!.id, message(film[0]!));

    const sent = await out.next();
    assert.equal(sent.detections, undefined);
    assert.deepEqual(sent.tracks, []);
  });

  it('only if it is turned on', async () => {
    const nodes = flow({ follow: false });
    await loadFlow(nodes);
    const end = nextEnd();
    send(nodes[0]!.id, message(film[0]!, { tracks: [] }));

    assert.equal(errorOf(await end).code, 'BAD_BOXES');
  });

  it('and refuses an incomplete track in msg.tracks', async () => {
    const nodes = flow();
    await loadFlow(nodes);
    const end = nextEnd();
    send(nodes[1]!.id, message(film[0]!, { tracks: [{ trackId: 1 }] }));

    const { code, message: text } = errorOf(await end);
    assert.equal(code, 'BAD_BOXES');
    assert.match(text, /^msg\.tracks\[0\] must be a track of object-tracker/);
  });
});
