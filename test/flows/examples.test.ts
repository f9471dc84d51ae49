import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleFlows, type FlowNode, samplePicture } from '../../scripts/user-dir';
import { decodeImage } from '../../src/image/decode';
import { type NodeRedProcess, startNodeRed } from '../support/node-red-process';
import { scene } from '../support/scenes';
import { until } from '../support/until';

const examples = exampleFlows();
const folder = mkdtempSync(join(tmpdir(), 'grounded-sam-examples-'));

describe('the example flows', () => {
  let running: NodeRedProcess | undefined;
  process.env.GROUNDED_SAM_PICTURE = samplePicture;

  const start = async (flow: readonly FlowNode[]): Promise<string> => {
    running = await startNodeRed(flow);
    return running.url;
  };
  afterEach(async () => {
    await running?.stop();
    running = undefined;
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('use nodes that Node-RED and this package bring, and every node of this package', async () => {
    const flows = [...examples.values()].flat();
    const url = await start([]);

    const headers = { accept: 'application/json' };
    const sets = (await (await fetch(`${url}/nodes`, { headers })).json()) as { types: string[] }[];
    const known = new Set([...sets.flatMap(({ types }) => types), 'tab']);

    assert.deepEqual(
      flows.filter(({ type }) => !known.has(type)),
      [],
    );
    for (const type of ['grounding-dino', 'sam', 'mask-render']) {
      assert.ok(
        flows.some((node) => node.type === type),
        type,
      );
    }
  });

  it('1 first look: the button writes the picture with what was found', async () => {
    const result = join(folder, 'result.jpg');
    const flow = examples.get('1 first look.json')!;
    const url = await start(flow.map((node) => (node.type === 'file' ? { ...node, filename: result } : node)));

    await press(url, flow);
    await until(() => existsSync(result) && statSync(result).size > 0);

    const { width, height } = await decodeImage(readFileSync(result));
    assert.deepEqual({ width, height }, { width: 640, height: 640 });
  });

  it('2 web page: answers with a picture, with JSON, for a posted picture, and says what was wrong', async () => {
    const url = await start(examples.get('2 web page.json')!);

    // The editor answers a moment before the flow runs.
    await until(async () => (await fetch(`${url}/find`)).status === 400);
    const picture = await fetch(`${url}/find?prompt=cyan%20star`);
    assert.equal(picture.headers.get('content-type'), 'image/jpeg');
    assert.equal((await decodeImage(Buffer.from(await picture.arrayBuffer()))).width, 640);

    const json = (await (await fetch(`${url}/find.json?prompt=cyan%20star`)).json()) as Found;
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
      ((await posted.json()) as Found).detections.map(({ label }) => label),
      ['purple heart'],
    );

    const wrong = await fetch(`${url}/find`);
    assert.equal(wrong.status, 400);
    assert.equal(((await wrong.json()) as { code: string }).code, 'BAD_PROMPT');
  });

  it('3 alert: counts one label and sends on only what changes', async () => {
    const sentOn = join(folder, 'alerts.jsonl');
    const flow = examples.get('3 alert.json')!;
    const toFile = { type: 'file', filename: sentOn, filenameType: 'str', appendNewline: true, overwriteFile: 'false' };
    const isAlert = ({ type, name }: FlowNode): boolean => type === 'debug' && name === 'send on';
    const url = await start(flow.map((node) => (isAlert(node) ? { ...node, ...toFile, wires: [[]] } : node)));

    await press(url, flow);
    await until(() => existsSync(sentOn) && statSync(sentOn).size > 0);
    await press(url, flow);

    const [first] = readFileSync(sentOn, 'utf8').trim().split('\n');
    const { alert, count, best } = JSON.parse(first!) as { alert: string; count: number; best: number };
    assert.deepEqual([alert, count], ['orange crescent', 1]);
    assert.ok(best > 0.4);
  });

  it('4 toy camera: every frame is another one, with four shapes found in it', async () => {
    const sentOn = join(folder, 'toy camera.jsonl');
    const flow = examples.get('4 toy camera.json')!;
    const record = {
      ...{ id: 'ffffffffffffffff', z: flow[0]!.id, type: 'file', name: '', filename: sentOn, filenameType: 'str' },
      ...{ appendNewline: true, createDir: false, overwriteFile: 'false', encoding: 'none', x: 0, y: 0, wires: [] },
    };
    const labels = {
      ...{ id: 'eeeeeeeeeeeeeeee', z: flow[0]!.id, type: 'change', name: '', x: 0, y: 0, wires: [[record.id]] },
      rules: [{ t: 'set', p: 'payload', pt: 'msg', to: '[detections.{"label": label, "area": area}]', tot: 'jsonata' }],
    };
    const sam = flow.find(({ type }) => type === 'sam')!;
    const watched = { ...sam, wires: [[...(sam.wires as string[][])[0]!, labels.id]] };
    const url = await start([...flow.map((node) => (node === sam ? watched : node)), labels, record]);

    await until(async () => (await fetch(`${url}/toy-camera`)).status === 200);
    const frames = [];
    for (let frame = 0; frame < 3; frame++) {
      const response = await fetch(`${url}/toy-camera/frame.jpg`);
      assert.equal(response.headers.get('content-type'), 'image/jpeg');
      frames.push(Buffer.from(await response.arrayBuffer()).toString('base64'));
    }

    assert.equal(new Set(frames).size, frames.length);
    await until(() => existsSync(sentOn) && readFileSync(sentOn, 'utf8').trim().split('\n').length === frames.length);
    for (const line of readFileSync(sentOn, 'utf8').trim().split('\n')) {
      const found = JSON.parse(line) as { label: string; area: number }[];
      assert.deepEqual(found.map(({ label }) => label).sort(), [
        'blue square',
        'green cross',
        'purple ring',
        'red circle',
      ]);
      assert.ok(found.every(({ area }) => area > 1000));
    }
  });
});

interface Found {
  readonly image: { readonly width: number; readonly height: number };
  readonly detections: readonly { readonly label: string }[];
}

/** Presses the inject node's button, as the editor does; the editor answers a moment before the flow runs. */
async function press(url: string, flow: readonly FlowNode[]): Promise<void> {
  const inject = flow.find(({ type }) => type === 'inject')!;
  await until(async () => (await fetch(`${url}/inject/${inject.id}`, { method: 'POST' })).status === 200);
}
