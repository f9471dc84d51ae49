import assert from 'node:assert/strict';
import { catchAll, errorOf, inbox, loadFlow, nodeOf, send, unloadFlow } from '../support/node-red';
import { scene } from '../support/scenes';

const { image } = scene(19);

const flow = (settings: object = {}) => [
  { id: 'find', type: 'grounding-dino', model: 'demo', prompt: 'cyan star', wires: [['out']], ...settings },
  { id: 'draw', type: 'mask-render', wires: [['out', 'branch']], ...settings },
  { id: 'out', type: 'helper' },
  { id: 'branch', type: 'helper' },
  ...catchAll,
];

const fail = (): never => {
  throw new Error('a getter');
};

describe('a message that cannot be read, copied or written', () => {
  afterEach(unloadFlow);

  interface Case {
    readonly case: string;
    readonly to?: string;
    readonly settings?: object;
    readonly msg: () => object;
    readonly code: string;
    readonly says: RegExp;
    readonly sent?: number;
  }
  const cases: Case[] = [
    {
      case: 'a property that throws',
      msg: () => Object.defineProperty({}, 'payload', { get: fail, enumerable: true }),
      code: 'INVALID_INPUT',
      says: /^msg\.payload cannot be evaluated: a getter/,
    },
    {
      case: 'a picture whose properties throw',
      msg: () => ({ payload: Object.defineProperty({}, 'data', { get: fail }) }),
      code: 'BAD_IMAGE',
      says: /^msg\.payload cannot be read: a getter/,
    },
    {
      case: 'a promise that is never fulfilled',
      msg: () => ({ payload: new Promise(() => {}) }),
      code: 'BAD_IMAGE',
      says: /^msg\.payload must be an image/,
    },
    {
      case: 'a frozen message',
      msg: () => Object.freeze({ _msgid: 'frozen', payload: image }),
      code: 'INVALID_INPUT',
      says: /^msg\.vision cannot be written: the message is frozen/,
    },
    {
      case: 'a result below a text',
      settings: { output: 'topic.detections' },
      msg: () => ({ topic: 'camera', payload: image }),
      code: 'INVALID_INPUT',
      says: /^msg\.topic\.detections cannot be written/,
    },
    {
      // Node-RED sends it along the first wire before it copies it for the second.
      sent: 1,
      case: 'a message that no branch can copy',
      to: 'draw',
      msg: () => ({ payload: image, detections: [], req: 0, other: Object.defineProperty([], '0', { get: fail }) }),
      code: 'INVALID_INPUT',
      says: /^The message cannot be sent on: a getter/,
    },
    {
      case: 'a message without methods',
      msg: () => Object.assign(Object.create(null), { payload: 'x', topic: 'camera 1' }),
      code: 'BAD_IMAGE',
      says: /^msg\.payload must be an image/,
    },
  ];
  for (const { case: name, to = 'find', settings, msg, code, says, sent = 0 } of cases) {
    it(`${name}: the Catch node gets ${code} once, the next one works`, async () => {
      await loadFlow(flow(settings));
      const [caught, out] = [inbox('caught'), inbox('out')];

      nodeOf(to).receive(msg() as never);
      const message = await caught.next();
      send('draw', { payload: image, detections: [] });
      await out.next(sent + 1);

      assert.equal(errorOf(message).code, code);
      assert.match(errorOf(message).message, says);
      assert.equal(caught.messages.length, 1);
      assert.equal(out.messages.length, sent + 1);
    });
  }

  it('a prompt with values that JSON does not have is reported without them', async () => {
    await loadFlow(flow());
    const out = inbox('out');

    send('find', { payload: image, prompt: [{ phrase: 'cyan star', price: 10n, self: fail }] });
    const { vision } = await out.next();

    assert.equal((vision as { detector: { prompt: string } }).detector.prompt, '[{"phrase":"cyan star"}]');
  });
});
