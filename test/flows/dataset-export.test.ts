import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { AddResult, Detection, Handling, Vision } from '../../src';
import { autoDevice } from '../support/auto-device';
import { cocoOf, type DatasetFolder, openDatasetFolder } from '../support/datasets';
import { pixelsOf } from '../support/masks';
import {
  catchAll,
  errorOf,
  inbox,
  loadFlow,
  logged,
  type Message,
  send,
  setUserDir,
  statusesOf,
  unloadFlow,
} from '../support/node-red';
import { checkWithPycocotools, type ExpectedObject, pythonWithCoco } from '../support/pycocotools';
import { scene } from '../support/scenes';
import { until } from '../support/until';

const resultOf = (msg: Message) => msg.dataset as AddResult & Handling & { kept: number; skipped: number };

describe('dataset-export', () => {
  let folder: DatasetFolder;
  beforeEach(() => {
    folder = openDatasetFolder();
  });
  afterEach(async () => {
    await unloadFlow();
    setUserDir();
    folder.remove();
  });

  const exporter = (settings: object = {}) => ({
    id: 'export',
    type: 'dataset-export',
    folder: folder.path,
    wires: [['out']],
    ...settings,
  });
  const alone = (settings: object = {}) => [exporter(settings), { id: 'out', type: 'helper' }, ...catchAll];
  const box = (label: string): Detection => ({ label, score: 0.5, bbox: [10, 20, 30, 40] });

  it('writes the detections and masks of the nodes before it as a COCO dataset', async function () {
    this.timeout(120_000);
    const indices = [4, 14, 19, 20, 21, 22];
    const prompt = 'star. ring. cross. circle';
    await loadFlow([
      { id: 'find', type: 'grounding-dino', model: 'demo', prompt, busy: 'queue', wires: [['cut']] },
      { id: 'cut', type: 'sam', model: 'demo', busy: 'queue', wires: [['export']] },
      exporter(),
      { id: 'out', type: 'helper' },
    ]);
    const out = inbox('out');
    for (const index of indices) {
      send('find', { payload: scene(index).image, filename: `/pictures/scene ${index}.png` });
    }
    await out.next(indices.length);
    await unloadFlow();

    const images = ['train', 'val'].flatMap((part) => cocoOf(folder, part).images.map((image) => image.file_name));
    assert.deepEqual(images.sort(), indices.map((index) => `scene_${index}.png`).sort());
    assert.deepEqual(resultOf(out.messages.at(-1)!), {
      folder: folder.path,
      file: resultOf(out.messages.at(-1)!).file,
      split: resultOf(out.messages.at(-1)!).split,
      isNew: true,
      objects: resultOf(out.messages.at(-1)!).objects,
      pictures: indices.length,
      kept: indices.length,
      skipped: 0,
      age: resultOf(out.messages.at(-1)!).age,
      dropped: 0,
      laneDropped: 0,
    });
    const [record] = folder.text('pictures.jsonl').split('\n');
    const device = await autoDevice();
    assert.deepEqual(JSON.parse(record!).provenance, {
      detector: { model: 'demo', dtype: 'fp32', device, prompt, threshold: 0.3 },
      segmenter: { model: 'demo', dtype: 'fp32', device },
    });

    if (!pythonWithCoco) return;
    const counts = ['train', 'val'].map((part) => {
      const messages = out.messages.filter((msg) => resultOf(msg).split === part);
      return checkWithPycocotools(folder.path, part, Object.fromEntries(messages.map(expected)));
    });
    const all = (count: 'images' | 'polygons' | 'rle') => counts.reduce((sum, part) => sum + part[count], 0);
    assert.equal(all('images'), indices.length);
    assert.ok(all('polygons') > 0 && all('rle') > 0);
  });

  /** The masks that `sam` returned. */
  function expected(msg: Message): [string, ExpectedObject[]] {
    const { image } = msg.vision as Vision;
    const objects = (msg.detections as Detection[]).map(({ label, mask }) => ({
      label,
      pixels: pixelsOf(mask!, image!),
    }));
    return [resultOf(msg).file!.split('/').at(-1)!, objects];
  }

  it('writes below the user directory, with the settings of its dialog', async () => {
    setUserDir(folder.path);
    await loadFlow(
      alone({
        folder: 'sub/pets',
        format: 'yolo',
        classes: 'dog, cat',
        train: '1',
        val: 0,
        filename: 'camera 1',
        filenameType: 'str',
        output: 'result.written',
      }),
    );
    const out = inbox('out');
    send('export', { payload: scene(4).image, detections: [box('cat')] });
    const { result } = (await out.next()) as { result?: { written: AddResult } };
    await unloadFlow();

    assert.equal(result!.written.folder, join(folder.path, 'sub/pets'));
    assert.equal(result!.written.file, 'images/train/camera_1.png');
    assert.equal(folder.text('sub/pets/labels/train/camera_1.txt'), '1 0.078125 0.125 0.09375 0.125\n');
    assert.match(folder.text('sub/pets/data.yaml'), /0: "dog"\n {2}1: "cat"/);
  });

  it('queues messages by default, so that no image is lost', async () => {
    await loadFlow(alone());
    const out = inbox('out');
    for (let index = 0; index < 20; index++) send('export', { payload: scene(index).image, detections: [] });
    await out.next(20);
    await unloadFlow();

    assert.equal(resultOf(out.messages.at(-1)!).pictures, 20);
    assert.equal(cocoOf(folder).images.length + cocoOf(folder, 'val').images.length, 20);
  });

  it('counts and shows the messages that a full queue drops', async () => {
    await loadFlow(alone({ queueLength: 1 }));
    const out = inbox('out');
    for (let index = 0; index < 5; index++) send('export', { payload: scene(index).image, detections: [] });
    await out.next(2);

    assert.deepEqual(
      out.messages.map((msg) => [resultOf(msg).pictures, resultOf(msg).dropped]),
      [
        [1, 0],
        [2, 3],
      ],
    );
    await until(() => statusesOf('export').at(-1)!.text!.endsWith('andDropped'));
  });

  it('leaves out images without detections if keepEmpty is off, and sends the message', async () => {
    await loadFlow(alone({ keepEmpty: false }));
    const out = inbox('out');
    send('export', { payload: scene(4).image, detections: [], topic: 'camera' });
    const msg = await out.next();

    assert.equal(msg.topic, 'camera');
    assert.deepEqual([resultOf(msg).file, resultOf(msg).pictures], [null, 0]);
  });

  it('keeps uncertain images up to a number of each class, counts them, and remembers them after a restart', async () => {
    const settings = { keep: 'uncertain', keepMargin: '0.05', perClass: 2 };
    const vision = { detector: { model: 'demo', dtype: 'fp32', device: 'cpu', prompt: 'cat @ 0.45', threshold: 0.3 } };
    const sendScene = (index: number, label: string, score: number) =>
      send('export', { payload: scene(index).image, detections: [{ ...box(label), score }], vision });
    const summary = ({ reason, kept, skipped, pictures }: ReturnType<typeof resultOf>) => [
      ...[reason ?? 'stored', kept, skipped, pictures],
    ];

    await loadFlow(alone(settings));
    const out = inbox('out');
    sendScene(0, 'cat', 0.5);
    sendScene(1, 'cat', 0.51);
    sendScene(2, 'cat', 0.46);
    await out.next(3);
    assert.deepEqual(out.messages.map(resultOf).map(summary), [
      ['stored', 1, 0, 1],
      ['certain', 1, 1, 1],
      ['stored', 2, 1, 2],
    ]);
    await until(() => statusesOf('export').at(-1)!.text!.endsWith('status.kept'));
    await unloadFlow();

    await loadFlow(alone(settings));
    const after = inbox('out');
    sendScene(3, 'cat', 0.5);
    sendScene(4, 'dog', 0.35);
    await after.next(2);
    assert.deepEqual(after.messages.map(resultOf).map(summary), [
      ['class-full', 0, 1, 2],
      ['stored', 1, 1, 3],
    ]);
  });

  for (const { name, settings = {}, msg, code } of [
    { name: 'no image', msg: { payload: 'hello', detections: [] }, code: 'BAD_IMAGE' },
    { name: 'a broken image', msg: { payload: scene(4).image.subarray(0, 900), detections: [] }, code: 'BAD_IMAGE' },
    { name: 'no detections', msg: { payload: scene(4).image }, code: 'BAD_BOXES' },
    {
      name: 'an image of another size',
      msg: { payload: scene(4).image, detections: [], vision: { image: { width: 32, height: 32 } } },
      code: 'BAD_IMAGE',
    },
    {
      name: 'a folder of other files',
      settings: { folder: process.cwd() },
      msg: { payload: scene(4).image, detections: [] },
      code: 'BAD_DATASET',
    },
    {
      name: 'an unknown rule of Keep',
      settings: { keep: 'best' },
      msg: { payload: scene(4).image, detections: [] },
      code: 'INVALID_INPUT',
    },
    {
      name: 'shares that are all 0',
      settings: { train: 0, val: 0 },
      msg: { payload: scene(4).image, detections: [] },
      code: 'INVALID_INPUT',
    },
  ]) {
    it(`reports ${name} to a Catch node`, async () => {
      await loadFlow(alone(settings));
      const [caught, out] = [inbox('caught'), inbox('out')];
      send('export', msg);
      const error = errorOf(await caught.next());

      assert.equal(error.code, code, error.message);
      assert.equal(out.messages.length, 0);
    });
  }

  it('works after an error', async () => {
    await loadFlow(alone());
    const [caught, out] = [inbox('caught'), inbox('out')];
    send('export', { payload: 'hello', detections: [] });
    await caught.next();
    send('export', { payload: scene(4).image, detections: [box('cat')] });
    await out.next();
    await unloadFlow();

    assert.equal(logged().filter((line) => /unhandled/i.test(line)).length, 0);
    assert.equal(cocoOf(folder).images.length + cocoOf(folder, 'val').images.length, 1);
  });
});
