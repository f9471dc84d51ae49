import assert from 'node:assert/strict';
import type { Option } from '../../nodes/shared/options';
import type { Detection, Vision } from '../../src';
import { nodeOptions } from '../support/node-options';
import { catchAll, errorOf, inbox, loadFlow, type Message, nextEnd, send, unloadFlow } from '../support/node-red';
import { scene } from '../support/scenes';

const { image, objects } = scene(19);
const [x, y, width, height] = objects[0]!.bbox;
const box = [x, y, width, height];
const found = [{ label: 'star', bbox: box }];

const flow = [
  { id: 'find', type: 'grounding-dino', model: 'demo', prompt: 'cyan star', threshold: 0.4, wires: [['out']] },
  {
    ...{ id: 'part', type: 'grounding-dino', model: 'demo', prompt: 'star', look: 'region' },
    ...{ region: '0,0.5,1,0.5,1,1,0,1', wires: [['out']] },
  },
  { id: 'cut', type: 'sam', model: 'demo', wires: [['out']] },
  { id: 'draw', type: 'mask-render', wires: [['out']] },
  { id: 'out', type: 'helper' },
  ...catchAll,
];

const absent: readonly { readonly name: string; readonly value: unknown }[] = [
  { name: 'undefined', value: undefined },
  { name: 'null', value: null },
  { name: 'an empty text', value: '' },
  { name: 'a blank text', value: ' \n' },
  { name: 'a text of zero-width characters', value: '\u200b\ufeff \u2060' },
];

/** Properties that override a setting or another property, and the values that apply if they are absent. */
const overrides: readonly {
  readonly property: string;
  readonly to: string;
  readonly msg: object;
  readonly applied: (msg: Message) => unknown;
  readonly expected: unknown;
}[] = [
  {
    property: 'prompt',
    to: 'find',
    msg: {},
    applied: ({ vision }) => (vision as Vision).detector!.prompt,
    expected: 'cyan star',
  },
  {
    property: 'threshold',
    to: 'find',
    msg: {},
    applied: ({ vision }) => (vision as Vision).detector!.threshold,
    expected: 0.4,
  },
  ...['look', 'grid', 'region', 'motion'].map((property) => ({
    property,
    to: 'part',
    msg: {},
    applied: ({ vision }: Message) => (vision as Vision).detector!.seen,
    expected: [[0, 160, 320, 160]],
  })),
  {
    property: 'detections',
    to: 'cut',
    msg: { boxes: [box] },
    applied: ({ detections }) => (detections as Detection[]).map(({ bbox }) => bbox),
    expected: [box],
  },
  {
    property: 'boxes',
    to: 'cut',
    msg: { points: [{ x: x + width / 2, y: y + height / 2 }] },
    applied: ({ detections }) => (detections as Detection[]).length,
    expected: 1,
  },
  {
    property: 'points',
    to: 'cut',
    msg: { detections: found },
    applied: ({ detections }) => (detections as Detection[]).map(({ label }) => label),
    expected: ['star'],
  },
  {
    property: 'boxFormat',
    to: 'cut',
    msg: { boxes: [box] },
    applied: ({ detections }) => (detections as Detection[]).map(({ bbox }) => bbox),
    expected: [box],
  },
  {
    property: 'greyRange',
    to: 'draw',
    msg: { boxes: [box] },
    applied: ({ payload }) => Buffer.isBuffer(payload),
    expected: true,
  },
  {
    property: 'timestamp',
    to: 'draw',
    msg: { boxes: [box], vision: { time: 5 } },
    applied: ({ vision }) => (vision as Vision).time,
    expected: 5,
  },
  {
    property: 'detections',
    to: 'draw',
    msg: { boxes: [box] },
    applied: ({ payload }) => Buffer.isBuffer(payload),
    expected: true,
  },
];

describe('a property of the message that is absent lets the setting apply', () => {
  before(() => loadFlow(flow));
  after(unloadFlow);

  it('is tested for every property that overrides a setting', () => {
    const tested = overrides.map(({ property }) => property);
    for (const options of Object.values(nodeOptions)) {
      const properties = Object.values<Option<unknown>>({ ...options }).flatMap(({ msg }) => msg ?? []);
      for (const property of properties) assert.ok(tested.includes(property), property);
    }
  });

  for (const { property, to, msg, applied, expected } of overrides) {
    for (const { name, value } of absent) {
      it(`msg.${property} = ${name}, at ${to}`, async () => {
        const end = nextEnd();

        send(to, { payload: image, ...msg, [property]: value });
        const ended = await end;

        assert.equal(ended.error, undefined);
        assert.deepEqual(applied(ended), expected);
      });
    }
  }

  for (const { property, to, value, says } of [
    { property: 'prompt', to: 'find', value: [], says: /^msg\.prompt is empty/ },
    { property: 'prompt', to: 'find', value: 0, says: /^msg\.prompt must be/ },
    { property: 'threshold', to: 'find', value: false, says: /^msg\.threshold must be/ },
    { property: 'boxes', to: 'cut', value: 0, says: /^msg\.boxes must be/ },
    { property: 'timestamp', to: 'draw', value: 'noon', says: /^msg\.timestamp must be a time/ },
    { property: 'points', to: 'cut', value: false, says: /^msg\.points must be/ },
    { property: 'detections', to: 'draw', value: 0, says: /^msg\.detections must be/ },
  ]) {
    it(`msg.${property} = ${JSON.stringify(value)} at ${to} is a value, and refused`, async () => {
      const caught = inbox('caught');

      send(to, { payload: image, [property]: value });

      assert.match(errorOf(await caught.next()).message, says);
    });
  }
});
