import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { exampleFlows, type FlowNode, sampleImage } from '../../scripts/user-dir';
import { type Mask, motionReasons, openEngine, parsePrompt } from '../../src';
import { boxIou } from '../../src/geometry/box';
import { decodeImage } from '../../src/image/decode';
import { startCamera, still } from '../support/camera-server';
import { discoveryProblems } from '../support/home-assistant';
import { connectTo, retainedOn, startBroker } from '../support/mqtt-broker';
import { type NodeRedProcess, startNodeRed } from '../support/node-red-process';
import { type SampleObject, sampleTruth } from '../support/sample-truth';
import { scene, scenePath } from '../support/scenes';
import { until } from '../support/until';

const examples = exampleFlows();
const folder = mkdtempSync(join(tmpdir(), 'grounded-sam-examples-'));
const truth = sampleTruth();
const shapeOf = ({ label }: SampleObject): string => label.split(' ')[1]!;

/** The complete lines of a file that is being written. None if it does not exist yet. */
const linesOf = (file: string): string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];

/** The settings of a `file` node that appends each payload as a line. */
const toFile = (filename: string) => ({
  ...{ type: 'file', name: '', filename, filenameType: 'str', appendNewline: true, createDir: false },
  ...{ overwriteFile: 'false', encoding: 'none', wires: [] },
});

/** Waits until the flow has a response for a page. */
const served = (page: string): Promise<void> => until(async () => (await fetch(page)).status === 200);

describe('the example flows', () => {
  let running: NodeRedProcess | undefined;

  const start = async (flow: readonly FlowNode[]): Promise<string> => {
    // The home folder has no .node-red: the user directory is elsewhere.
    running = await startNodeRed(flow, { env: { HOME: folder, USERPROFILE: folder } });
    return running.url;
  };
  afterEach(async () => {
    await running?.stop();
    running = undefined;
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('show errors as texts: the debug sidebar cuts off texts in objects sooner', () => {
    const debugs = [...examples.values()].flat().filter(({ type }) => type === 'debug');

    assert.deepEqual(
      debugs.filter(({ complete }) => complete === 'error'),
      [],
    );
    assert.ok(debugs.some(({ complete }) => complete === 'error.message'));
  });

  it('say how to use them with a camera, if they simulate one', () => {
    const silent = [...examples].filter(([, flow]) => {
      const isSimulated = flow.some(({ type, name }) => type === 'function' && /^toy /.test(String(name)));
      return isSimulated && !/camera-source/.test(String(flow.find(({ type }) => type === 'comment')!.info));
    });

    assert.deepEqual(
      silent.map(([name]) => name),
      [],
    );
  });

  it('9 tracked objects: a camera-source can replace the toy camera, as the comment says', async () => {
    const camera = { type: 'camera-source', name: 'yard', address: 'sample:shapes', trigger: 'message' };
    const flow = examples.get('9 tracked objects.json')!.map((node) => {
      return node.name === 'toy camera' ? { ...camera, id: node.id, z: node.z, wires: node.wires } : node;
    });
    const url = await start(flow.map((node) => (node.type === 'grounding-dino' ? { ...node, prompt: 'star' } : node)));
    await served(`${url}/tracked`);

    const response = await fetch(`${url}/tracked/frame.jpg`);
    assert.deepEqual([response.status, response.headers.get('content-type')], [200, 'image/jpeg']);
  });

  it('use only nodes of Node-RED and of this package, and use every node of this package', async () => {
    const flows = [...examples.values()].flat();
    const url = await start([]);

    const headers = { accept: 'application/json' };
    const sets = (await (await fetch(`${url}/nodes`, { headers })).json()) as { types: string[] }[];
    const known = new Set([...sets.flatMap(({ types }) => types), 'tab']);

    assert.deepEqual(
      flows.filter(({ type }) => !known.has(type)),
      [],
    );
    for (const type of [
      'camera-source',
      'motion-gate',
      'grounding-dino',
      'sam',
      'object-tracker',
      'vision-zones',
      'vision-mqtt',
      'mask-render',
      'dataset-export',
    ]) {
      assert.ok(
        flows.some((node) => node.type === type),
        type,
      );
    }
  });

  it('name no folder in which a package may be installed', () => {
    const paths = /node_modules|\.node-red|\$env\(|HOME|USERPROFILE/;

    assert.deepEqual(
      [...examples].filter(([, flow]) => paths.test(JSON.stringify(flow))).map(([name]) => name),
      [],
    );
  });

  it('never feed a failure back: no node that a Catch node leads to can fail into the same Catch node', () => {
    const loops = [...examples].flatMap(([name, flow]) =>
      flow.filter(({ type }) => type === 'catch').flatMap((node) => feedback(flow, node).map((id) => `${name}: ${id}`)),
    );

    assert.deepEqual(loops, []);
  });

  for (const [name, flow] of examples) {
    if (!flow.some(({ type, address }) => type === 'camera-source' && address === 'sample:shapes')) continue;
    it(`${name}: finds the objects of the sample image that its prompt names, and no others`, async () => {
      const { threshold, nms, ...detector } = flow.find(({ type }) => type === 'grounding-dino')!;
      const prompts = flow.flatMap(({ props }) => (props as { p: string; v: string }[] | undefined) ?? []);
      const sent = prompts.find(({ p }) => p === 'prompt')?.v;
      const prompt = sent ? JSON.parse(sent) : detector.prompt || 'cyan star';

      const { detections } = await detect(prompt, Number(threshold), nms as 'class' | 'agnostic');

      const classes = parsePrompt('prompt', prompt).filter(({ isDecoy }) => !isDecoy);
      const wanted = classes.flatMap(({ label, phrases }) =>
        truth
          .filter((object) => phrases.some((phrase) => ` ${object.label}`.endsWith(` ${phrase}`)))
          .map(({ bbox }) => ({ label, bbox })),
      );
      const found = wanted.filter(({ label, bbox }) =>
        detections.some((detection) => detection.label === label && boxIou(detection.bbox, bbox) > 0.7),
      );
      assert.ok(wanted.length > 0);
      assert.deepEqual([found.length, detections.length], [wanted.length, wanted.length]);
    });
  }

  it('1 first look: the button writes an image of the size of the sample, and lists its objects', async () => {
    const result = join(folder, 'result.jpg');
    const listed = join(folder, 'listed.jsonl');
    const flow = examples.get('1 first look.json')!;
    const isList = ({ type, name }: FlowNode): boolean => type === 'debug' && name === 'detections';
    const changed = flow.map((node) => (node.type === 'file' ? { ...node, filename: result } : node));
    const url = await start(changed.map((node) => (isList(node) ? { ...node, ...toFile(listed) } : node)));

    await press(url, flow);
    await until(() => existsSync(result) && statSync(result).size > 0);
    await until(() => linesOf(listed).length > 0);

    const labels = (JSON.parse(linesOf(listed)[0]!) as { label: string }[]).map(({ label }) => label);
    assert.deepEqual(labels.sort(), truth.map(({ label }) => label).sort());

    const { width, height } = await decodeImage(readFileSync(result));
    assert.deepEqual({ width, height }, { width: 640, height: 640 });
  });

  it('2 web page: returns an image, JSON, the detections of a posted image, and the code of an error', async () => {
    const url = await start(examples.get('2 web page.json')!);

    // The server responds a moment before the flow runs.
    await until(async () => (await fetch(`${url}/find`)).status === 400);
    const image = await fetch(`${url}/find?prompt=cyan%20star`);
    assert.equal(image.headers.get('content-type'), 'image/jpeg');
    assert.equal((await decodeImage(Buffer.from(await image.arrayBuffer()))).width, 640);

    const json = (await (await fetch(`${url}/find.json?prompt=cyan%20star`)).json()) as FindResponse;
    assert.deepEqual(json.image, { width: 640, height: 640 });
    assert.deepEqual(
      json.detections.map(({ label }) => label),
      ['cyan star'],
    );

    const posted = await fetch(`${url}/find.json?prompt=purple%20heart`, {
      method: 'POST',
      headers: { 'content-type': 'image/png' },
      body: new Uint8Array(scene(7).image),
    });
    assert.deepEqual(
      ((await posted.json()) as FindResponse).detections.map(({ label }) => label),
      ['purple heart'],
    );

    const withoutPrompt = await fetch(`${url}/find`);
    assert.equal(withoutPrompt.status, 400);
    assert.equal(((await withoutPrompt.json()) as { code: string }).code, 'BAD_PROMPT');
  });

  it('3 alert: counts one label and notifies only when the count changes', async () => {
    const notified = join(folder, 'alerts.jsonl');
    const flow = examples.get('3 alert.json')!;
    const isAlert = ({ type, name }: FlowNode): boolean => type === 'debug' && name === 'notify';
    const url = await start(flow.map((node) => (isAlert(node) ? { ...node, ...toFile(notified) } : node)));

    await press(url, flow);
    await until(() => existsSync(notified) && statSync(notified).size > 0);
    await press(url, flow);

    const [first] = readFileSync(notified, 'utf8').trim().split('\n');
    const { alert, count, best } = JSON.parse(first!) as { alert: string; count: number; best: number };
    assert.deepEqual([alert, count], ['orange crescent', 1]);
    assert.ok(best > 0.4);
  });

  it('4 redact: publishes the image with people hidden', async () => {
    const published = join(folder, 'published.jpg');
    const flow = examples.get('4 redact.json')!;
    const isFile = ({ type }: FlowNode): boolean => type === 'file';
    const url = await start(flow.map((node) => (isFile(node) ? { ...node, filename: published } : node)));

    await press(url, flow);
    await until(() => existsSync(published) && statSync(published).size > 0);

    const [{ data }, original] = [
      await decodeImage(readFileSync(published)),
      await decodeImage(readFileSync(sampleImage)),
    ];
    for (const object of truth) {
      const isHidden = ['circle', 'ring'].includes(shapeOf(object));
      for (const at of pixelsOf(object.mask)) {
        for (const level of [at * 3, at * 3 + 1, at * 3 + 2]) {
          // JPEG noise. The other objects keep their colours.
          if (isHidden) assert.ok(data[level]! < 60, `${object.label}: pixel ${at}`);
          else assert.ok(Math.abs(data[level]! - original.data[level]!) < 100, `${object.label}: pixel ${at}`);
        }
      }
    }
  });

  it('5 cut-outs: writes a file with a transparent background for each object', async () => {
    const flow = examples.get('5 cut-outs.json')!;
    const intoFolder = (node: FlowNode): FlowNode =>
      JSON.parse(JSON.stringify(node).replaceAll('cut-outs/', `${folder.replaceAll('\\', '/')}/cut-outs/`));
    const url = await start(flow.map((node) => (node.type === 'change' ? intoFolder(node) : node)));

    await press(url, flow);
    const files = (): string[] => (existsSync(join(folder, 'cut-outs')) ? readdirSync(join(folder, 'cut-outs')) : []);
    await until(() => files().length >= truth.length);

    assert.deepEqual(
      files()
        .map((file) => /^[1-6] (\w+)\.png$/.exec(file)?.[1])
        .sort(),
      truth.map(shapeOf).sort(),
    );
    for (const file of files()) {
      await until(() => statSync(join(folder, 'cut-outs', file)).size > 0);
      assert.ok(await hasTransparentPixels(readFileSync(join(folder, 'cut-outs', file))), file);
    }
  });

  describe('6 dataset', () => {
    const flow = examples.get('6 dataset.json')!;
    /** Starts the example, and returns the lines that it sends to its debug nodes. */
    const startWith = async (images: string, dataset: string) => {
      const [labelled, errors] = [`${dataset}.labelled`, `${dataset}.errors`];
      const isFolder = ({ type, name }: FlowNode): boolean => type === 'inject' && name === 'label a folder';
      const changed = flow.map((node) => {
        if (node.type === 'debug') return { ...node, ...toFile(node.name === 'errors' ? errors : labelled) };
        if (node.type === 'dataset-export') return { ...node, folder: dataset };
        return isFolder(node) ? { ...node, payload: images } : node;
      });
      // The debug node of errors shows msg.error, and a file has msg.payload.
      const asText = { p: 'payload', t: 'set', pt: 'msg', to: '$string(error.message)', tot: 'jsonata' };
      const caught = changed.find(({ type }) => type === 'catch')!;
      const text = { ...caught, id: 'ffffffffffffffff', type: 'change', name: '', rules: [asText] };
      const url = await start([
        ...changed.map((node) => (node === caught ? { ...node, wires: [[text.id]] } : node)),
        text,
      ]);
      return { url, labelled: () => linesOf(labelled), errors: () => linesOf(errors) };
    };

    it('labels the sample image with its true classes', async () => {
      const dataset = join(folder, 'sample-dataset');
      const { url, labelled, errors } = await startWith('', dataset);

      await press(url, flow, 'label the sample');
      await until(() => labelled().length > 0);
      await running!.stop();

      const cocos = cocosIn(dataset);
      const nameOf = (id: number): string => cocos[0]!.categories.find((category) => category.id === id)!.name;
      const labels = cocos.flatMap(({ annotations }) => annotations.map(({ category_id }) => nameOf(category_id)));
      assert.deepEqual(labels.sort(), truth.map(shapeOf).sort());
      assert.deepEqual(errors(), []);
    });

    it('labels every readable image of a folder, and reports the others', async () => {
      const images = join(folder, 'images');
      const dataset = join(folder, 'shapes-dataset');
      mkdirSync(images);
      for (const index of [3, 7, 19]) copyFileSync(scenePath(index), join(images, `scene ${index}.png`));
      writeFileSync(join(images, 'broken.jpg'), 'not an image');
      const { url, labelled, errors } = await startWith(images, dataset);

      await press(url, flow, 'label a folder');
      await until(() => labelled().length >= 3 && errors().length > 0);
      await running!.stop();

      assert.deepEqual([labelled().length, errors().length], [3, 1]);
      assert.equal(cocosIn(dataset).flatMap(({ images: all }) => all).length, 3);
      assert.ok(cocosIn(dataset).flatMap(({ annotations }) => annotations).length > 3);
    });

    for (const [what, images, message] of [
      ['that does not exist', join(folder, 'absent'), /^Folder not read: ENOENT/],
      ['that is a file', join(process.cwd(), 'package.json'), /^Folder not read: ENOTDIR/],
      ['without images', join(process.cwd(), 'docs'), /^Folder not read: no images in /],
    ] as const) {
      it(`reports one error of a folder ${what}`, async () => {
        const { url, labelled, errors } = await startWith(images, join(folder, `dataset ${what}`));

        await press(url, flow, 'label a folder');
        await until(() => errors().length > 0);
        await sleep(1000);

        assert.deepEqual([errors().length, labelled().length], [1, 0]);
        assert.match(errors()[0]!, message);
      });
    }
  });

  it('7 count: sends one message per class with the number of detections', async () => {
    const counted = join(folder, 'counted.jsonl');
    const flow = examples.get('7 count.json')!;
    const asLine = {
      type: 'change',
      rules: [{ t: 'set', p: 'payload', pt: 'msg', to: '$string([topic, payload])', tot: 'jsonata' }],
    };
    const chart = flow.find(({ name }) => name === 'to a chart')!;
    const nodes = flow.map((node) => (node === chart ? { ...node, ...asLine, wires: [['file']] } : node));
    const url = await start([...nodes, { id: 'file', z: chart.z, x: 0, y: 0, ...toFile(counted) }]);

    await press(url, flow);
    const lines = (): string[] => linesOf(counted);
    await until(() => lines().length >= 5);

    const count = (shape: string): number => truth.filter((object) => shapeOf(object) === shape).length;
    assert.deepEqual(
      lines().map((line) => JSON.parse(line)),
      ['star', 'heart', 'ring', 'circle', 'cross'].map((shape) => [shape, count(shape)]),
    );
  });

  it('9 tracked objects: the objects keep their numbers, and each appears once', async () => {
    const recorded = join(folder, 'events.jsonl');
    const flow = examples.get('9 tracked objects.json')!;
    const events = flow.find(({ type }) => type === 'debug')!;
    const url = await start(flow.map((node) => (node === events ? { ...node, ...toFile(recorded) } : node)));

    await served(`${url}/tracked`);
    const appeared = async (): Promise<boolean> => {
      const response = await fetch(`${url}/tracked/frame.jpg`);
      assert.equal(response.headers.get('content-type'), 'image/jpeg');
      await response.arrayBuffer();
      return linesOf(recorded).length >= 4;
    };
    await until(appeared);

    const facts = linesOf(recorded);
    const known = facts.map(
      (line) => JSON.parse(line) as { type: string; camera: string; trackId: number; label: string },
    );
    assert.deepEqual(known.map(({ trackId }) => trackId).sort(), [1, 2, 3, 4]);
    assert.ok(known.every(({ type, camera }) => type === 'appeared' && camera === 'toy camera'));
    assert.equal(new Set(known.map(({ label }) => label)).size, 4);
  });

  it('10 zones and a line: the page has the counts, which go up as objects cross the line', async () => {
    interface Counts {
      readonly zones: { readonly corner: { readonly count: number } };
      readonly lines: { readonly gate: { readonly in: number; readonly out: number } };
    }
    const url = await start(examples.get('10 zones and a line.json')!);
    await served(`${url}/zones`);
    const seen = new Set<number>();

    const crossed = async (): Promise<boolean> => {
      const response = await fetch(`${url}/zones/frame.jpg`);
      assert.equal(response.headers.get('content-type'), 'image/jpeg');
      await response.arrayBuffer();
      const { zones, lines } = (await (await fetch(`${url}/zones/counts.json`)).json()) as Counts;
      seen.add(zones.corner.count);
      assert.equal(lines.gate.out, 0, 'all shapes go round in one direction');
      return lines.gate.in >= 2;
    };
    await until(crossed);

    assert.ok(seen.has(1));
    assert.ok(Math.max(...seen) <= 2);
  });

  it('15 redact without gaps: no frame shows a colour of an object, also those that the detector does not see', async () => {
    const url = await start(examples.get('15 redact without gaps.json')!);
    await served(`${url}/redacted`);

    for (let frame = 1; frame <= 9; frame++) {
      const response = await fetch(`${url}/redacted/frame.jpg`);
      assert.equal(response.status, 200, `frame ${frame}`);
      const { data } = await decodeImage(Buffer.from(await response.arrayBuffer()));
      let [coloured, black] = [0, 0];
      for (let at = 0; at < data.length; at += 3) {
        const [least, most] = [Math.min(...data.subarray(at, at + 3)), Math.max(...data.subarray(at, at + 3))];
        if (most - least > 60) coloured++;
        if (most < 40) black++;
      }
      assert.equal(coloured, 0, `frame ${frame}`);
      assert.ok(black > 4 * 84 * 84, `frame ${frame}`);
    }
  });

  it('16 parking: reports the object that stands in the bay for a minute, and not the one that moves', async () => {
    const recorded = join(folder, 'parked.jsonl');
    const flow = examples.get('16 parking.json')!;
    const isParked = ({ type, name }: FlowNode): boolean => type === 'debug' && name === 'parked';
    const [camera, zones] = ['inject', 'vision-zones'].map((type) => flow.find((node) => node.type === type)!);
    // All events are recorded, too: the moving object also stays for a minute.
    const all = { id: 'ffffffffffffffff', z: flow[0]!.id, x: 0, y: 0, ...toFile(`${recorded}.all`) };
    const changed = flow.map((node) => {
      if (node === camera) return { ...node, repeat: '0.5' };
      if (node === zones) return { ...node, wires: [[], [...(node.wires as string[][])[1]!, all.id]] };
      return isParked(node) ? { ...node, ...toFile(recorded) } : node;
    });
    await start([...changed, all]);
    const factsIn = (file: string): { type: string; label: string; still: boolean }[] =>
      linesOf(file).map((line) => JSON.parse(line));

    await until(() => factsIn(`${recorded}.all`).filter(({ type }) => type === 'dwelled').length >= 2);
    await until(() => factsIn(recorded).length > 0);

    assert.deepEqual(
      factsIn(recorded).map(({ type, label, still }) => [type, label, still]),
      [['dwelled', 'blue square', true]],
    );
  });

  it('11 alert with a picture: writes one picture of each visitor, with the visitor marked, and none of objects that stand', async () => {
    const flow = examples.get('11 alert with a picture.json')!;
    const changed = flow.map((node) => {
      if (node.type === 'inject') return { ...node, repeat: '0.1' };
      // A slow machine must not drop images, between which visitors would jump.
      if (node.type === 'grounding-dino') return { ...node, queueLength: 1000 };
      if (node.type !== 'change') return node;
      const rules = (node.rules as { p: string; to: string }[]).map((rule) =>
        rule.p === 'filename' ? { ...rule, to: `${JSON.stringify(`${folder}/`)} & ${rule.to}` } : rule,
      );
      return { ...node, rules };
    });
    const alerts = (): string[] =>
      existsSync(join(folder, 'alerts')) ? readdirSync(join(folder, 'alerts')).sort() : [];
    await start(changed);
    await until(() => alerts().length >= 3);

    assert.deepEqual(
      alerts().map((name) => /^(.*) door-\w+-\d+\.jpg$/.exec(name)?.[1]),
      ['purple ring', 'red circle', 'red circle'],
    );
    for (const name of alerts()) {
      const { width, height, data } = await decodeImage(readFileSync(join(folder, 'alerts', name)));
      assert.deepEqual({ width, height }, { width: 320, height: 320 });
      const isOf = (scene: readonly number[], at: number): boolean =>
        scene.every((level, channel) => Math.abs(level - data[at + channel]!) < 40);
      const scene = [[205, 205, 205], [31, 79, 216], name.startsWith('red') ? [214, 39, 40] : [123, 47, 181]];
      const drawn = Array.from({ length: 320 * 320 }, (_, pixel) => pixel * 3).filter(
        (at) => !scene.some((colour) => isOf(colour, at)),
      );
      // The outline of a "red circle" is red, so most of what can be told from the scene is the label.
      assert.ok(drawn.length > 400, `${drawn.length} pixels are drawn`);
    }
  });

  it('12 four cameras: the page gets an image of each, its age, and its number of dropped images', async () => {
    interface Camera {
      readonly name: string;
      readonly image: string;
      readonly rate: number;
      readonly age: number;
      readonly dropped: number;
    }
    const url = await start(examples.get('12 four cameras.json')!);
    await served(`${url}/cameras`);
    const read = async (): Promise<Camera[]> => (await (await fetch(`${url}/cameras.json`)).json()) as Camera[];

    const names = ['door', 'garage', 'gate', 'yard'];
    await until(async () => (await read()).filter(({ rate }) => rate > 0).length === names.length);

    const cameras = await read();
    assert.deepEqual(cameras.map(({ name }) => name).sort(), names);
    for (const { image, age, dropped } of cameras) {
      assert.match(image, /^data:image\/jpeg;base64,/);
      assert.ok(age > 0 && dropped >= 0);
    }
  });

  it('12 four cameras: the rate of a camera that is away falls', () => {
    const { func } = examples.get('12 four cameras.json')!.find(({ name }) => name === 'report')!;
    const start = Date.now() - 100_000;
    const times = Array.from({ length: 10 }, (_, index) => start + index * 1000);
    const flow = { get: () => ({ yard: { times } }), set() {} };

    const { payload } = new Function('flow', 'msg', String(func))(flow, {}) as { payload: [{ rate: number }] };
    assert.ok(payload[0].rate < 0.1, `${payload[0].rate}`);
  });

  it('14 Home Assistant: the camera is a device with counts, a picture and a last will', async () => {
    const broker = await startBroker();
    try {
      const address = { broker: '127.0.0.1', port: String(broker.port), autoConnect: true };
      const flow = examples.get('14 Home Assistant.json')!;
      await start(flow.map((node) => (node.type === 'mqtt-broker' ? { ...node, ...address } : node)));
      const text = async (topic: string): Promise<string> => String((await retainedOn(broker.port))[topic]);

      await until(async () => (await text('vision/toy_camera/red_circle')) === '1');
      const picture = 'vision/toy_camera/red_circle/picture';
      await until(async () => picture in (await retainedOn(broker.port)));

      assert.ok((await decodeImage((await retainedOn(broker.port))[picture]!)).width > 40);
      const config = 'homeassistant/device/vision_toy_camera/config';
      assert.deepEqual(discoveryProblems(config, JSON.parse(await text(config))), []);
      await running!.stop('SIGKILL');
      await until(async () => (await text('vision/available')) === 'offline');
    } finally {
      await running?.stop();
      await broker.stop();
    }
  });

  it('18 picture to a phone: sends a form with the drawn image, and shows what the service refuses', async () => {
    const answers = [200, 401];
    const forms: Buffer[] = [];
    const service = await startCamera(async (request, response) => {
      forms.push(Buffer.concat(await request.toArray()));
      response.writeHead(answers.shift()!, { 'content-type': 'application/json' });
      response.end('{"description": "Unauthorized"}');
    });
    const [sent, refused] = [join(folder, 'sent.txt'), join(folder, 'refused.txt')];
    try {
      const flow = examples.get('18 picture to a phone.json')!;
      const changed = flow.map((node) => {
        if (node.type === 'http request') return { ...node, url: `${service.url}/botTOKEN/sendPhoto` };
        if (node.type !== 'debug' || node.name === 'errors') return node;
        return { ...node, ...toFile(node.name === 'sent' ? sent : refused) };
      });
      const url = await start(changed);

      await press(url, flow);
      await until(() => linesOf(sent).length === 1);
      await press(url, flow);
      await until(() => linesOf(refused).length === 1);

      const form = forms[0]!.toString('latin1');
      const photo = form.slice(form.indexOf('\r\n\r\n', form.indexOf('filename="found.jpg"')) + 4);
      assert.deepEqual(
        [...form.matchAll(/ name="(\w+)"/g)].map(([, name]) => name),
        ['chat_id', 'caption', 'photo'],
      );
      assert.match(form, /\r\n\r\nFound: .*cyan star/);
      assert.match(form, /Content-Type: image\/jpeg/);
      const { width, height } = await decodeImage(Buffer.from(photo, 'latin1'));
      assert.deepEqual({ width, height }, { width: 640, height: 640 });
      assert.equal(service.requests[0]!.url, '/botTOKEN/sendPhoto');
      assert.match(linesOf(refused)[0]!, /Unauthorized/);
    } finally {
      await running?.stop();
      await service.close();
    }
  });

  it('19 Frigate: publishes for each event whether its snapshot shows the object, with a picture', async () => {
    const broker = await startBroker();
    const snapshot = readFileSync(sampleImage);
    const frigate = await startCamera((request, response) => {
      if (request.url!.startsWith('/api/events/gone')) response.writeHead(404).end('{"success": false}');
      else still(snapshot)(request, response);
    });
    const client = await connectTo(broker.port);
    const received: { topic: string; payload: Buffer }[] = [];
    client.on('message', (topic, payload) => received.push({ topic, payload }));
    await client.subscribeAsync('vision/#');
    const missing = join(folder, 'missing.txt');
    try {
      const flow = examples.get('19 Frigate.json')!;
      await start(
        flow.map((node) => {
          if (node.type === 'mqtt-broker')
            return { ...node, broker: '127.0.0.1', port: String(broker.port), autoConnect: true };
          if (node.type === 'http request')
            return { ...node, url: String(node.url).replace('http://frigate:5000', frigate.url) };
          return node.name === 'no snapshot' ? { ...node, ...toFile(missing) } : node;
        }),
      );
      const event = (id: string, label: string, has_snapshot = true): string =>
        JSON.stringify({ type: 'update', before: {}, after: { id, label, camera: 'yard', has_snapshot } });
      // Node-RED subscribes at some time after its start.
      await until(async () => {
        await client.publishAsync('frigate/events', event('1.1-a', 'cyan star'));
        return received.length >= 2;
      });
      await client.publishAsync('frigate/events', event('1.1-a', 'cyan star'));
      await client.publishAsync('frigate/events', event('2.2-b', 'purple star', false));
      await client.publishAsync('frigate/events', event('gone', 'cyan star'));
      await client.publishAsync('frigate/events', event('2.2-b', 'purple star'));
      await until(() => received.length >= 4);
      await until(() => existsSync(missing));

      const verdicts = received
        .filter(({ topic }) => topic === 'vision/frigate/yard')
        .map(({ payload }) => JSON.parse(payload.toString()) as { id: string; verified: boolean; score: number });
      const pictures = received.filter(({ topic }) => topic === 'vision/frigate/yard/picture');
      assert.deepEqual(
        verdicts.map(({ id, verified }) => [id, verified]),
        [
          ['1.1-a', true],
          ['2.2-b', false],
        ],
      );
      assert.ok(verdicts[0]!.score > 0.3 && verdicts[1]!.score === 0);
      assert.equal(pictures.length, 2);
      assert.equal((await decodeImage(pictures[0]!.payload)).width, 640);
      assert.notDeepEqual(pictures[0]!.payload, snapshot);
      assert.deepEqual(
        frigate.requests.map(({ url }) => url),
        ['1.1-a', 'gone', '2.2-b'].map((id) => `/api/events/${id}/snapshot.jpg`),
      );
    } finally {
      await client.endAsync();
      await running?.stop();
      await frigate.close();
      await broker.stop();
    }
  });

  it('17 network camera: the page shows the images of the camera with their objects', async () => {
    const jpeg = await sharp(scene(19).image).jpeg({ quality: 95 }).toBuffer();
    const camera = await startCamera(still(jpeg));
    try {
      const settings: Record<string, object> = {
        'camera-source': { address: camera.url },
        'grounding-dino': { prompt: 'star. ring. square' },
      };
      const flow = examples.get('17 network camera.json')!;
      const url = await start(flow.map((node) => ({ ...node, ...settings[node.type] })));
      await served(`${url}/camera`);

      await served(`${url}/camera/frame.jpg`);

      const response = await fetch(`${url}/camera/frame.jpg`);
      const frame = Buffer.from(await response.arrayBuffer());
      assert.equal(response.headers.get('content-type'), 'image/jpeg');
      const { width, height } = await decodeImage(frame);
      assert.deepEqual({ width, height }, { width: 320, height: 320 });
      assert.notDeepEqual(frame, jpeg);

      await camera.close();
      // The last image stays, and its age tells the page that the camera is away.
      await until(async () => Number((await fetch(`${url}/camera/frame.jpg`)).headers.get('age')) >= 3);
    } finally {
      await camera.close();
    }
  });

  it('13 gate: images without movement skip the detector, and the tracker knows their objects', async () => {
    const url = await start(examples.get('13 gate.json')!);

    await served(`${url}/gate`);
    const counts = async (): Promise<GateCounts> => (await (await fetch(`${url}/gate/counts`)).json()) as GateCounts;
    // The shapes move for 4 of 12 seconds.
    await until(async () => {
      const { images, skipped, tracks } = await counts();
      return tracks === 4 && skipped > 3 && images - skipped > 3;
    });

    const response = await fetch(`${url}/gate/image.jpg`);
    assert.equal(response.headers.get('content-type'), 'image/jpeg');
    assert.equal((await decodeImage(Buffer.from(await response.arrayBuffer()))).width, 320);
    const { why } = await counts();
    assert.ok(
      motionReasons.some((reason) => reason === why),
      why,
    );
  });

  it('8 toy camera: each frame differs, and four shapes are detected in each', async () => {
    const recorded = join(folder, 'toy camera.jsonl');
    const flow = examples.get('8 toy camera.json')!;
    const record = { id: 'ffffffffffffffff', z: flow[0]!.id, x: 0, y: 0, ...toFile(recorded) };
    const labels = {
      ...{ id: 'eeeeeeeeeeeeeeee', z: flow[0]!.id, type: 'change', name: '', x: 0, y: 0, wires: [[record.id]] },
      rules: [{ t: 'set', p: 'payload', pt: 'msg', to: '[detections.{"label": label, "area": area}]', tot: 'jsonata' }],
    };
    const sam = flow.find(({ type }) => type === 'sam')!;
    const watched = { ...sam, wires: [[...(sam.wires as string[][])[0]!, labels.id]] };
    const url = await start([...flow.map((node) => (node === sam ? watched : node)), labels, record]);

    await served(`${url}/toy-camera`);
    const frames = [];
    for (let frame = 0; frame < 3; frame++) {
      const response = await fetch(`${url}/toy-camera/frame.jpg`);
      assert.equal(response.headers.get('content-type'), 'image/jpeg');
      frames.push(Buffer.from(await response.arrayBuffer()).toString('base64'));
    }

    assert.equal(new Set(frames).size, frames.length);
    await until(() => linesOf(recorded).length === frames.length);
    for (const line of linesOf(recorded)) {
      const detections = JSON.parse(line) as { label: string; area: number }[];
      assert.deepEqual(detections.map(({ label }) => label).sort(), [
        'blue square',
        'green cross',
        'purple ring',
        'red circle',
      ]);
      assert.ok(detections.every(({ area }) => area > 1000));
    }
  });
});

/** The response of `/gate/counts`. */
interface GateCounts {
  readonly images: number;
  readonly skipped: number;
  readonly why: string;
  readonly tracks: number;
}

interface Coco {
  readonly images: readonly object[];
  readonly annotations: readonly { readonly category_id: number }[];
  readonly categories: readonly { readonly id: number; readonly name: string }[];
}

/** What `/find.json` returns. */
interface FindResponse {
  readonly image: { readonly width: number; readonly height: number };
  readonly detections: readonly { readonly label: string }[];
}

/**
 * Presses the inject node's button as the editor does. Retries, because the server responds a moment before the flow
 * runs.
 */
async function press(url: string, flow: readonly FlowNode[], name?: string): Promise<void> {
  const inject = flow.find((node) => node.type === 'inject' && (!name || node.name === name))!;
  await until(async () => (await fetch(`${url}/inject/${inject.id}`, { method: 'POST' })).status === 200);
}

/** Runs the demo detector on the sample image, without Node-RED. */
async function detect(prompt: unknown, threshold: number, nms: 'class' | 'agnostic') {
  const engine = openEngine('examples', { graceMs: 0 });
  const model = { model: 'demo', dtype: 'auto', baseFolder: '.' } as const;
  const image = readFileSync(sampleImage);
  try {
    return await engine.detect({ image, model, classes: parsePrompt('prompt', prompt), threshold, nms });
  } finally {
    await engine.close();
  }
}

/** The numbers of the object's pixels in the sample image, row by row. */
const pixelsOf = ({ data, dims: [, width], offset: [left, top] }: Mask): number[] =>
  [...data.keys()]
    .filter((at) => data[at] === 1)
    .map((at) => (top + Math.floor(at / width)) * 640 + left + (at % width));

/** The ids of nodes of which errors reach a Catch node that leads to them. */
function feedback(flow: readonly FlowNode[], { id: start, scope }: FlowNode): string[] {
  const reached = new Set<string>();
  const visit = (id: string): void => {
    if (reached.has(id)) return;
    reached.add(id);
    const { wires = [] } = flow.find((node) => node.id === id) as { wires?: string[][] };
    for (const next of wires.flat()) visit(next);
  };
  visit(start);
  // Nodes that only tell users about an error end a message, or set its properties.
  const ends = ['catch', 'change', 'debug', 'http response'];
  const isOfScope = (id: string): boolean => !Array.isArray(scope) || scope.includes(id);
  return flow.filter(({ id, type }) => reached.has(id) && isOfScope(id) && !ends.includes(type)).map(({ id }) => id);
}

/** The COCO files of a dataset that has at least one part. */
const cocosIn = (dataset: string): Coco[] =>
  ['train', 'val']
    .map((part) => join(dataset, 'annotations', `instances_${part}.json`))
    .filter(existsSync)
    .map((file) => JSON.parse(readFileSync(file, 'utf8')) as Coco);

async function hasTransparentPixels(png: Buffer): Promise<boolean> {
  const { channels } = await sharp(png).stats();
  return channels.length === 4 && channels[3]!.min === 0 && channels[3]!.max === 255;
}
