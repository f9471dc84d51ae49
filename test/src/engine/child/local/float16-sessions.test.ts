import assert from 'node:assert/strict';
import { Tensor } from 'onnxruntime-node';
import {
  infoOf,
  type OrtSession,
  openOrtSession,
  runOrt,
  tensorsFrom,
} from '../../../../../src/engine/child/local/onnxruntime';
import { float32, int64 } from '../../../../../src/tensor/tensor';

const grey = () => new Float32Array(3 * 64).fill(0.25);

describe('a session of float16', () => {
  let session: OrtSession;
  before(async () => {
    session = await openOrtSession('test/fixtures/float16-detector/onnx/model_fp16.onnx', 'cpu', 'all', 1);
  });
  after(() => session.release());

  it('reports float32 inputs and outputs', () => {
    assert.deepEqual(
      [...infoOf(session.inputMetadata), ...infoOf(session.outputMetadata)].map(({ name, type }) => `${name} ${type}`),
      ['pixel_values float32', 'input_ids int64', 'logits float32', 'pred_boxes float32'],
    );
  });

  it('accepts and returns float32', async () => {
    const feeds = { pixel_values: float32([1, 3, 8, 8], grey()), input_ids: int64([1, 2], [101, 102]) };
    const { logits, pred_boxes } = tensorsFrom(await runOrt(session, feeds));

    assert.deepEqual(pred_boxes, float32([1, 2, 4], [0.25, 0.25, 0.25, 0.5, 0.25, 0.75, 0.125, 0.5]));
    assert.deepEqual([logits!.data[0], logits!.data[1]], [Number.NEGATIVE_INFINITY, 2]);
    assert.equal(pred_boxes!.data.byteOffset, 0, 'owns its whole buffer, so that it can be moved');
  });

  it('accepts float32 tensors kept by another session', async () => {
    const kept = {
      pixel_values: new Tensor('float32', grey(), [1, 3, 8, 8]),
      unknown: new Tensor('float32', [1], [1]),
    };
    const outputs = await runOrt(session, { input_ids: int64([1, 1], [7]) }, kept);

    assert.equal(outputs.pred_boxes!.type, 'float16', 'what is kept stays as small as it is');
    assert.deepEqual(tensorsFrom(outputs).pred_boxes!.data.slice(0, 4), Float32Array.of(0.25, 0.25, 0.25, 0.5));
  });
});
