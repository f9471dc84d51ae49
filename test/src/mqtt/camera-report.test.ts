import assert from 'node:assert/strict';
import { cameraReport } from '../../../src/mqtt/camera-report';
import { eventInput } from '../../../src/mqtt/event-input';
import { isTopic } from '../../../src/mqtt/topic';

describe('the counts in a message', () => {
  it('are absent without tracks, detections, zones and lines', () => {
    assert.equal(cameraReport({}), undefined);
  });

  it('are the number of its detections, if it has no tracks', () => {
    const detections = [{ label: 'person', score: 1, bbox: [0, 0, 9, 9] }];
    assert.deepEqual(cameraReport({ detections })!.objects, { count: 1, labels: new Map([['person', 1]]) });
    assert.deepEqual(cameraReport({ detections, tracks: [] })!.objects, { count: 0, labels: new Map() });
  });

  for (const [values, says] of [
    [{ tracks: 7 }, /^msg\.tracks must be tracks as object-tracker sends them, got 7/],
    [{ tracks: [{}] }, /^msg\.tracks must be tracks/],
    [{ detections: 7 }, /^msg\.detections must be/],
    [{ zones: [] }, /^msg\.zones must be an object as vision-zones sends it/],
    [{ zones: { Gate: 1 } }, /^msg\.zones\["Gate"\] must be \{count, labels\}/],
    [
      { zones: { Gate: { count: -1, labels: {} } } },
      /^msg\.zones\["Gate"\]\.count must be a whole number from 0 up, got -1/,
    ],
    [{ zones: { Gate: { count: 1, labels: { car: Number.NaN } } } }, /^msg\.zones\["Gate"\]\.labels must be/],
    [{ lines: { Door: { in: 1 } } }, /^msg\.lines\["Door"\]\.out must be a whole number/],
  ] as const) {
    it(`are refused: ${JSON.stringify(values)}`, () => assert.throws(() => cameraReport(values), { message: says }));
  }
});

describe('an event', () => {
  const event = { type: 'left', camera: '', label: 'person', trackId: 'a', more: 1 };

  it('is read with all its properties', () => assert.deepEqual(eventInput('msg.payload', event), event));

  it('is a copy without unknown lists and objects, which may be endless', () => {
    const known = { bbox: [1, 2, 3, 4], image: { width: 9, height: 8 }, zones: ['Gate'], zone: null };
    const image = { ...known.image, more: 1 };
    const unknown = { list: new Array(4e9), object: {}, big: 1n, later: undefined };

    assert.deepEqual(eventInput('msg.payload', { ...event, ...known, image, ...unknown }), { ...event, ...known });
  });

  for (const value of [undefined, null, 'left', 7, Buffer.of(1), [], { type: 'left' }, { trackId: 1 }]) {
    it(`is not ${JSON.stringify(value)}`, () => assert.equal(eventInput('msg.payload', value), undefined));
  }

  for (const [change, says] of [
    [{ type: 'gone' }, /^msg\.payload\.type must be one of appeared, .*crossed, got "gone"/],
    [{ camera: 7 }, /^msg\.payload\.camera must be the name of a camera, got 7/],
    [{ label: undefined }, /^msg\.payload\.label must be a text, got undefined/],
    [{ bbox: [1, 2, 3] }, /^msg\.payload\.bbox must be \[x, y, width, height\] in pixels/],
    [{ bbox: [1, 2, 3, {}] }, /^msg\.payload\.bbox must be/],
    [{ image: 7 }, /^msg\.payload\.image must be \{width, height\} in pixels, got 7/],
    [{ zones: 'Gate' }, /^msg\.payload\.zones must be a list of names of zones, got "Gate"/],
    [{ zones: [7] }, /^msg\.payload\.zones must be/],
  ] as const) {
    it(`is refused with ${JSON.stringify(change)}`, () =>
      assert.throws(() => eventInput('msg.payload', { ...event, ...change }), {
        code: 'INVALID_INPUT',
        message: says,
      }));
  }
});

describe('a topic', () => {
  for (const text of ['vision', 'home/my cameras', 'a-b_c/1', 'über']) {
    it(`is ${JSON.stringify(text)}`, () => assert.ok(isTopic(text)));
  }
  for (const text of ['', ' ', 'a/#', '+', 'a//b', '/a', 'a/', '$SYS/a', 'a\nb', 'x'.repeat(1001)]) {
    it(`is not ${JSON.stringify(text.slice(0, 9))}`, () => assert.ok(!isTopic(text)));
  }
});
