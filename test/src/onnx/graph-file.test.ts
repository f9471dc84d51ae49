import assert from 'node:assert/strict';
import { mkdtempSync, openSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cutGraph } from '../../../src/onnx/cut-graph';
import { FileReader } from '../../../src/onnx/file-reader';
import { type GraphFile, readGraph } from '../../../src/onnx/graph-file';
import { valueInfo } from '../../../src/onnx/value-info';
import { bytesField, bytesHeader, fieldsOf, integerField } from '../../../src/onnx/wire';
import { goldenFile } from '../../support/goldens';

const FLOAT = 1;

describe('reading and cutting a graph', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'onnx-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const read = (file: string): Promise<GraphFile> => FileReader.use(file, readGraph);
  const write = (name: string, bytes: Uint8Array): string => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };

  it('reads the nodes, weights, inputs and outputs of an export', async () => {
    const { nodes, parts, inputs, outputs } = await read(goldenFile('grounding-dino-fixed/onnx/model.onnx'));

    assert.deepEqual(
      inputs.map(({ name }) => name),
      ['pixel_values', 'input_ids', 'token_type_ids', 'attention_mask', 'pixel_mask'],
    );
    assert.deepEqual(
      outputs.map(({ name }) => name),
      ['logits', 'pred_boxes'],
    );
    assert.ok(nodes.length > 1000);
    assert.ok(nodes.some(({ opType, castTo }) => opType === 'Cast' && castTo === 7));
    assert.ok(parts.some((part) => part.kind === 'initializer' && part.raw && part.raw.end - part.raw.start > 1e5));
  });

  it('names the files that hold the weights of an export with external data', async () => {
    const { parts } = await read(goldenFile('sam2-external-data/onnx/vision_encoder.onnx'));
    const locations = parts.flatMap((part) => (part.kind === 'initializer' ? (part.location ?? []) : []));

    assert.deepEqual([...new Set(locations)], ['vision_encoder.onnx_data']);
  });

  it('refuses a file that is not ONNX, and a graph that is cut off anywhere', async () => {
    const bytes = readFileSync(goldenFile('sam2/onnx/prompt_encoder_mask_decoder.onnx'));

    await assert.rejects(read(write('text', Buffer.from('<!doctype html><html>'))));
    await assert.rejects(read(write('empty', Buffer.alloc(0))), { message: 'The file has no graph' });
    for (const share of [0.001, 0.1, 0.5, 0.9, 0.999]) {
      await assert.rejects(read(write('short', bytes.subarray(0, bytes.length * share))));
    }
  });

  /** `out = Relu(Neg(in))`, `other = Abs(in)`, with a weight of `weightBytes` that is not written. */
  function model(weightBytes: number): { start: Buffer; end: Buffer } {
    const node = (opType: string, input: string, output: string): Buffer =>
      bytesField(1, Buffer.concat([bytesField(1, input), bytesField(2, output), bytesField(4, opType)]));
    const tensor = Buffer.concat([integerField(1, weightBytes / 4), integerField(2, FLOAT), bytesField(8, 'weight')]);
    const raw = bytesHeader(9, weightBytes);
    const weight = bytesHeader(5, tensor.length + raw.length + weightBytes);
    const add = Buffer.concat([bytesField(1, 'negative'), bytesField(1, 'weight'), bytesField(2, 'out')]);
    const nodes = [
      node('Neg', 'in', 'negative'),
      bytesField(1, Buffer.concat([add, bytesField(4, 'Add')])),
      node('Abs', 'in', 'other'),
    ];
    const before = Buffer.concat([...nodes, weight, tensor, raw]);
    const after = Buffer.concat([
      bytesField(11, valueInfo('in', FLOAT, [weightBytes / 4])),
      bytesField(12, valueInfo('out', FLOAT, [weightBytes / 4])),
    ]);
    const version = integerField(1, 8);
    const start = Buffer.concat([version, bytesHeader(7, before.length + weightBytes + after.length), before]);
    return { start, end: Buffer.concat([after, bytesField(8, bytesField(1, ''))]) };
  }

  it('cuts a graph whose weights are 5 GB, without reading them', async () => {
    // A sparse file, beyond 32 bits.
    const weightBytes = 5e9;
    const { start, end } = model(weightBytes);
    const file = write('huge.onnx', start);
    truncateSync(file, start.length + weightBytes);
    writeSync(openSync(file, 'r+'), end, 0, end.length, start.length + weightBytes);
    assert.ok(statSync(file).size > weightBytes);

    const cuts = [{ tensor: 'negative', input: 'given', info: valueInfo('given', FLOAT, [weightBytes / 4]) }];
    const pieces = await FileReader.use(file, async (reader) => {
      const graph = await readGraph(reader);
      const all: Uint8Array[] = [];
      for await (const piece of cutGraph(reader, graph, cuts, { original: 'huge.onnx', external: new Map() })) {
        all.push(piece);
      }
      return all;
    });
    const cut = write('cut.onnx', Buffer.concat(pieces));
    const { nodes, inputs, parts } = await read(cut);

    assert.deepEqual(
      nodes.map(({ opType, inputs: names }) => [opType, ...names]),
      [['Add', 'given', 'weight']],
    );
    assert.deepEqual(
      inputs.map(({ name }) => name),
      ['in', 'given'],
    );
    const weight = parts.find((part) => part.kind === 'initializer')!;
    assert.equal(weight.location, 'huge.onnx');
    const entries = [...fieldsOf(readFileSync(cut).subarray(weight.value.start, weight.value.end))]
      .filter(({ number }) => number === 13)
      .map(({ value }) => [...fieldsOf(value)].map((field) => field.value.toString()));
    assert.deepEqual(entries, [
      ['location', 'huge.onnx'],
      ['offset', `${start.length}`],
      ['length', `${weightBytes}`],
    ]);
  });
});
