import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Detection } from '../../../../src';
import type { BackendCall, OpenGraph } from '../../../../src/engine/child/backend';
import { CallTimes } from '../../../../src/engine/child/call-times';
import { LocalBackend } from '../../../../src/engine/child/local/local-backend';
import { writeWholeFile } from '../../../../src/files/whole-file';
import { decodeImage } from '../../../../src/image/decode';
import { resizePixels } from '../../../../src/image/resize';
import type { Dtype } from '../../../../src/model-files/dtype';
import { graphChoices } from '../../../../src/model-files/model-folder';
import { bakedText } from '../../../../src/models/grounding-dino/baked-text';
import { captionsFor } from '../../../../src/models/grounding-dino/caption';
import { feedsFor, readOutputs } from '../../../../src/models/grounding-dino/feeds';
import { parsePrompt } from '../../../../src/models/grounding-dino/prompt';
import { readCandidates } from '../../../../src/models/grounding-dino/read-candidates';
import { repairGraph } from '../../../../src/models/grounding-dino/repair-graph';
import { selectDetections } from '../../../../src/models/grounding-dino/select-detections';
import { detectorSignatureFor } from '../../../../src/models/grounding-dino/signatures';
import { FileReader } from '../../../../src/onnx/file-reader';
import { type GraphFile, type GraphNode, readGraph } from '../../../../src/onnx/graph-file';
import { float32 } from '../../../../src/tensor/tensor';
import { type BakedCase, bakedReference, sameDetections } from '../../../support/baked';
import { goldenBytes, goldenCases, goldenFile, goldenTokenizer } from '../../../support/goldens';

const FOLDER = 'grounding-dino-baked';
const precisions: readonly Dtype[] = ['fp32', 'fp16', 'q4', 'q4f16', 'bnb4', 'int8'];
const cases = goldenCases<BakedCase>('detection_baked');
const tokenizer = goldenTokenizer(FOLDER);

const call: BackendCall = { times: new CallTimes(), signal: new AbortController().signal, onTurn: () => {} };
const graphOf = (dtype: Dtype): string => graphChoices(goldenFile(FOLDER), 'detector', [dtype])[0].graphs[0]!;

describe('repairing a detector that masks only the first phrase', () => {
  let folder: string;
  let backend: LocalBackend;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'repair-'));
    backend = new LocalBackend({ device: 'cpu', threads: 0 }, () => {});
  });
  after(async () => {
    await backend.close();
    rmSync(folder, { recursive: true });
  });

  async function open(dtype: Dtype, graph: string, weights?: string): Promise<OpenGraph> {
    const files = { folders: [], others: [], dtype, graphs: [graph], ...(weights === undefined ? {} : { weights }) };
    return (await backend.open(files, dtype, call)).graphs[0]!;
  }

  async function repair(dtype: Dtype): Promise<string> {
    const repaired = join(folder, `${dtype}.onnx`);
    const original = graphOf(dtype);
    await FileReader.use(original, async (reader) => {
      const { external, content } = (await repairGraph(reader))!;
      assert.deepEqual(external, []);
      await writeWholeFile(repaired, content({ original: original.split('/').at(-1)!, external: new Map() }));
    });
    return repaired;
  }

  /** One pass with all labels of a case. */
  async function find(graph: OpenGraph, { image, labels }: BakedCase): Promise<Detection[]> {
    const session = graph.sessionFor(call);
    const signature = detectorSignatureFor(session);
    const [caption] = captionsFor(parsePrompt('labels', labels), tokenizer, 256, { oneByOne: false });
    const picture = await decodeImage(goldenBytes(image));
    const pixels = float32([1, 3, 160, 160], await normalised(picture));
    const { logits, boxes } = readOutputs(
      await session.run(feedsFor(session, signature, pixels, caption!, tokenizer)),
      signature,
      caption!.spans,
    );
    const candidates = readCandidates(logits, boxes, caption!.spans, picture, 0.25);
    return selectDetections([candidates], { nms: 'class', nmsIou: 0.5, maxDetections: 100 });
  }

  /** As numpy computes them in float32: a last bit decides what a model of 8 bits rounds to. */
  async function normalised(picture: Awaited<ReturnType<typeof decodeImage>>): Promise<Float32Array> {
    const rgb = await resizePixels(picture, { width: 160, height: 160 });
    const [mean, std] = [Float32Array.of(0.485, 0.456, 0.406), Float32Array.of(0.229, 0.224, 0.225)];
    return Float32Array.from({ length: rgb.length }, (_, at) => {
      const channel = Math.floor(at / 25_600);
      const level = Math.fround(rgb[(at % 25_600) * 3 + channel]! / 255);
      return Math.fround(level - mean[channel]!) / std[channel]!;
    });
  }

  for (const dtype of precisions) {
    describe(dtype, () => {
      let graph: OpenGraph;
      let repaired: string;
      before(async function () {
        // Kernels of low precision round differently on other processors: then the references are of another machine.
        const one = cases.find(({ labels }) => labels.length === 1)!;
        const original = await open(dtype, graphOf(dtype));
        const isReference = sameDetections(await find(original, one), bakedReference(one, dtype));
        await original.close();
        if (!isReference && dtype !== 'fp32') this.skip();
        repaired = await repair(dtype);
        graph = await open(dtype, repaired, resolve(goldenFile(FOLDER), 'onnx'));
      });
      after(() => graph?.close());

      for (const one of cases) {
        it(`finds the same as PyTorch: ${one.labels.join(', ')}`, async () => {
          const found = await find(graph, one);

          assert.ok(sameDetections(found, bakedReference(one, dtype)), JSON.stringify(found));
        });
      }

      it('copies no weights', () => {
        assert.ok(statSync(repaired).size < 2.2e6);
        assert.ok(statSync(repaired).size < statSync(graphOf(dtype)).size);
      });
    });
  }

  it('changes no other graph', async () => {
    const folders = readdirSync(goldenFile('.')).filter((name) => name !== FOLDER);
    const graphs = [...folders.map((name) => goldenFile(`${name}/onnx`)), 'models/demo/grounding-dino/onnx'].flatMap(
      (path) => onnxIn(path),
    );

    assert.ok(graphs.length > 10);
    for (const graph of graphs) assert.equal(await FileReader.use(graph, repairGraph), undefined, graph);
  });
});

function onnxIn(folder: string): string[] {
  try {
    return readdirSync(folder).flatMap((name) => (name.endsWith('.onnx') ? [join(folder, name)] : []));
  } catch {
    return [];
  }
}

describe('bakedText', () => {
  let graph: GraphFile;
  before(async () => {
    graph = await FileReader.use(graphOf('fp32'), readGraph);
  });

  const changed = (change: (node: GraphNode) => Partial<GraphNode>, more: readonly GraphNode[] = []) =>
    bakedText({ ...graph, nodes: [...graph.nodes.map((node) => ({ ...node, ...change(node) })), ...more] });
  const node = (opType: string, inputs: readonly string[], inner: readonly string[] = []): GraphNode => ({
    ...graph.nodes[0]!,
    ...{ opType, inputs, outputs: ['added'], inner, castTo: undefined },
  });

  it('finds the mask and the position ids', () => {
    const found = bakedText(graph)!;

    assert.equal(found.mask, '/m/model/ScatterND_4_output_0');
    assert.equal(found.positions, '/m/model/Cast_12_output_0');
    assert.deepEqual(
      changed(() => ({})),
      found,
    );
  });

  it('finds the position ids behind a cast of float16', () => {
    const [scatter, cast] = ['/m/model/ScatterND_5_output_0', 'as float16'];
    const nodes = graph.nodes.map((one) => (one.inputs[0] === scatter ? { ...one, inputs: [cast] } : one));
    const added = { ...node('Cast', [scatter]), outputs: [cast], castTo: 10 };

    assert.equal(bakedText({ ...graph, nodes: [...nodes, added] })?.positions, '/m/model/Cast_12_output_0');
  });

  it('finds nothing if anything differs', () => {
    const { mask, positions } = bakedText(graph)!;
    const input = (name: string) => ({ ...graph.inputs[0]!, name });
    const differing = {
      'no loop': changed(({ opType }) => (opType === 'NonZero' ? { opType: 'Identity' } : {})),
      'two loops': changed(() => ({}), [node('NonZero', ['input_ids'])]),
      'a loop over other inputs': changed(({ opType }) => (opType === 'NonZero' ? { inputs: ['pixel_values'] } : {})),
      'another reader of the mask': changed(() => ({}), [node('Shape', [mask])]),
      'a reader of the mask in a subgraph': changed(() => ({}), [node('If', [], [mask])]),
      'a reader of the position ids in a subgraph': changed(() => ({}), [node('If', [], [positions])]),
      'a mask that is not inverted': changed(({ opType, inputs }) =>
        opType === 'Not' && inputs[0] === mask ? { opType: 'Identity' } : {},
      ),
      'position ids of another type': changed(({ outputs }) => (outputs[0] === positions ? { castTo: 6 } : {})),
      'fewer blocks in the mask': changed(({ opType, outputs }) =>
        opType === 'ScatterND' && outputs[0] === '/m/model/ScatterND_output_0' ? { opType: 'Scatter' } : {},
      ),
      'a mask input': bakedText({ ...graph, inputs: [...graph.inputs, input('text_token_mask')] }),
      'position ids as an input': bakedText({ ...graph, inputs: [...graph.inputs, input('position_ids')] }),
      'the mask as an output': bakedText({ ...graph, outputs: [...graph.outputs, input(mask)] }),
    };

    for (const [difference, found] of Object.entries(differing)) assert.equal(found, undefined, difference);
  });
});
