import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '../../src';
import { catchAll, errorOf, inbox, loadFlow, send, statusesOf, unloadFlow } from '../support/node-red';
import { poisonWeights } from '../support/poisoned-weights';
import { scene } from '../support/scenes';
import { until } from '../support/until';

const { image } = scene(19);

const flow = (settings: object = {}) => [
  { id: 'find', type: 'grounding-dino', model: 'demo', prompt: 'cyan star', wires: [['cut']], ...settings },
  { id: 'cut', type: 'sam', model: 'demo', wires: [['draw']] },
  { id: 'draw', type: 'mask-render', wires: [['out']] },
  { id: 'out', type: 'helper' },
  ...catchAll,
];

describe('an error', () => {
  afterEach(unloadFlow);

  const cases = [
    {
      case: 'no image',
      to: 'find',
      msg: {},
      code: 'BAD_IMAGE',
      says: /^msg\.payload must be an image .*got undefined/,
    },
    {
      case: 'bytes that are not an image',
      to: 'find',
      msg: { payload: Buffer.from('x') },
      code: 'BAD_IMAGE',
      says: /cannot be read/,
    },
    {
      case: 'a path while file paths are not allowed',
      to: 'find',
      msg: { payload: '/etc/picture.png' },
      code: 'BAD_IMAGE',
      says: /Allow file paths/,
    },
    {
      case: 'a broken prompt',
      to: 'find',
      msg: { payload: image, prompt: 'cat @ dog' },
      code: 'BAD_PROMPT',
      says: /^msg\.prompt, character 7/,
    },
    {
      case: 'a phrase without a word that the model knows',
      to: 'find',
      msg: { payload: image, prompt: 'cyan star. 猫' },
      code: 'BAD_PROMPT',
      says: /^Words unknown to the model: "猫"\. Use words that it knows/,
    },
    {
      case: 'a prompt of a megabyte',
      to: 'find',
      msg: { payload: image, prompt: 'star. '.repeat(200_000) },
      code: 'BAD_PROMPT',
      says: /^msg\.prompt is too long: at most 100000 characters, got 1200000/,
    },
    {
      case: 'a wrong threshold',
      to: 'find',
      msg: { payload: image, threshold: 'high' },
      code: 'INVALID_INPUT',
      says: /^msg\.threshold must be a number from 0 to 1, got "high"/,
    },
    {
      case: 'no detections',
      to: 'cut',
      msg: { payload: image },
      code: 'BAD_BOXES',
      says: /^msg\.detections or msg\.boxes must be/,
    },
    {
      case: 'an invalid box',
      to: 'cut',
      msg: { payload: image, boxes: [[1, 2, 3]] },
      code: 'BAD_BOXES',
      says: /^msg\.boxes\[0\]/,
    },
    {
      case: 'an invalid point',
      to: 'cut',
      msg: { payload: image, points: [{ x: 1, y: 2, label: 'yes' }] },
      code: 'BAD_BOXES',
      says: /^msg\.points\[0\]\.label must be 1/,
    },
    {
      case: 'a broken mask',
      to: 'draw',
      msg: { payload: image, detections: [{ bbox: [0, 0, 9, 9], mask: {} }] },
      code: 'BAD_BOXES',
      says: /mask/,
    },
    {
      case: 'a broken image to draw on',
      to: 'draw',
      msg: { payload: image.subarray(0, 999), detections: [] },
      code: 'BAD_IMAGE',
      says: /cannot be read/,
    },
  ];
  for (const { case: name, to, msg, code, says } of cases) {
    it(`${name} at ${to}: the Catch node gets ${code}, the message keeps its properties, the next one works`, async () => {
      await loadFlow(flow());
      const [caught, out] = [inbox('caught'), inbox('out')];

      send(to, { ...msg, topic: 'camera 1' });
      const message = await caught.next();
      send('find', { payload: image });
      await out.next();

      assert.equal(errorOf(message).code, code);
      assert.match(errorOf(message).message, says);
      assert.equal(message.topic, 'camera 1');
      assert.equal(out.messages.length, 1, 'nothing is sent on for the bad message');
    });
  }

  const settings = [
    { case: 'no prompt at all', with: { prompt: '' }, code: 'BAD_PROMPT', says: /is empty/ },
    {
      case: 'a setting that no dialog saves',
      with: { nms: 'sometimes' },
      code: 'INVALID_INPUT',
      says: /^nms must be one of/,
    },
    {
      case: 'a JSONata expression that fails',
      with: { prompt: '$number("a")', promptType: 'jsonata' },
      code: 'INVALID_INPUT',
      says: /^The JSONata expression cannot be evaluated: Unable to cast value to a number: "a"$/,
    },
    {
      case: 'an invalid property',
      with: { image: 'payload[', imageType: 'msg' },
      code: 'INVALID_INPUT',
      says: /^msg\.payload\[ cannot be evaluated: Invalid property expression/,
    },
    {
      case: 'an image file that does not exist',
      with: { image: '"no-such.png"', imageType: 'jsonata', allowFilePaths: true },
      code: 'BAD_IMAGE',
      says: /^The JSONata expression cannot be read as a file: ENOENT/,
    },
    {
      case: 'a model folder that does not exist',
      with: { model: 'no-such-model' },
      code: 'MODEL_NOT_FOUND',
      says: /no-such-model/,
    },
    {
      case: 'a vision-engine that does not exist',
      with: { engine: 'gone' },
      code: 'INVALID_INPUT',
      says: /^The vision-engine is missing or disabled: enable it/,
    },
  ];
  for (const { case: name, with: wrong, code, says } of settings) {
    it(`${name}: ${code} for each message, shown as status`, async () => {
      await loadFlow(flow(wrong));
      const caught = inbox('caught');

      send('find', { payload: image });
      await caught.next();
      send('find', { payload: image });
      const message = await caught.next(2);

      assert.equal(errorOf(message).code, code);
      assert.match(errorOf(message).message, says);
      await until(() => statusesOf('find').some(({ fill, shape }) => fill === 'red' && shape === 'ring'));
    });
  }

  it('NaN in the detector: the Catch node gets MODEL_UNSUPPORTED, and no image leaves unredacted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'not-finite-'));
    cpSync('models/demo/grounding-dino', folder, { recursive: true });
    poisonWeights(join(folder, 'onnx/model.onnx'));
    const [find, ...others] = flow({ model: folder });
    const blackout = others.map((node) => (node.id === 'draw' ? { ...node, styles: ['blackout'] } : node));
    await loadFlow([find!, ...blackout]);
    const [caught, out] = [inbox('caught'), inbox('out')];

    send('find', { payload: image });
    const message = await caught.next();
    send('draw', { payload: image, detections: [] });
    await out.next();
    rmSync(folder, { recursive: true });

    assert.equal(errorOf(message).code, 'MODEL_UNSUPPORTED');
    assert.match(errorOf(message).message, /^Output logits is not finite: /);
    assert.equal(out.messages.length, 1, 'only the image that was sent to mask-render itself');
  });

  it('kill -9 of the inference process: the Catch node gets ENGINE_CRASHED, the next image works', async () => {
    await loadFlow(flow());
    const [caught, out] = [inbox('caught'), inbox('out')];
    send('find', { payload: image });
    await out.next();
    // The default engine is the one that nodes without a vision-engine share.
    const engine = openEngine();
    const { pid } = (await engine.status())!;

    // 400 phrases take several passes, so that the call is still at work when the process is killed.
    send('find', { payload: image, prompt: Array.from({ length: 400 }, (_, index) => `red star ${index}`) });
    await until(async () => (await engine.status())!.calls > 0);
    process.kill(pid, 'SIGKILL');
    const message = await caught.next();
    send('find', { payload: image });
    await out.next();
    await engine.close();

    assert.equal(errorOf(message).code, 'ENGINE_CRASHED');
  });

  it('kill -9 of the idle inference process: an image sent in the same moment is found by a new one', async () => {
    await loadFlow(flow());
    const out = inbox('out');
    send('find', { payload: image });
    await out.next();
    const engine = openEngine();
    const { pid } = (await engine.status())!;

    process.kill(pid, 'SIGKILL');
    send('find', { payload: image });
    const { detections } = await out.next();
    const status = await engine.status();
    await engine.close();

    assert.ok((detections as unknown[]).length > 0);
    assert.notEqual(status!.pid, pid);
  });
});
