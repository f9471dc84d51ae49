import assert from 'node:assert/strict';
import { attemptsFor, cureFor } from '../../../../../src/engine/child/local/dtype-plan';
import { type Dtype, dtypes, type RequestedDtype } from '../../../../../src/model-files/dtype';

describe('attemptsFor', () => {
  const order = (
    requested: RequestedDtype,
    device: 'cpu' | 'cuda' | 'dml' | 'webgpu',
    present: readonly Dtype[],
  ): Dtype[] => [...new Set(attemptsFor(requested, device, present).map(({ dtype }) => dtype))];

  const cases = [
    {
      device: 'cpu',
      requested: 'auto',
      present: dtypes,
      expected: ['fp32', 'fp16', 'q4', 'q4f16', 'bnb4', 'q8', 'int8', 'uint8'],
    },
    { device: 'cpu', requested: 'auto', present: ['int8', 'q4f16'], expected: ['q4f16', 'int8'] },
    { device: 'cuda', requested: 'auto', present: dtypes, expected: ['fp16', 'fp32', 'q4f16', 'q4', 'bnb4'] },
    { device: 'cuda', requested: 'auto', present: ['int8', 'uint8', 'q8'], expected: [] },
    { device: 'webgpu', requested: 'auto', present: ['fp16', 'fp32', 'int8'], expected: ['fp32', 'fp16'] },
    { device: 'cuda', requested: 'int8', present: ['int8'], expected: ['int8'] },
    { device: 'cpu', requested: 'q4f16', present: ['q4f16'], expected: ['q4f16'] },
  ] as const;
  for (const { device, requested, present, expected } of cases) {
    it(`${requested} on ${device} of ${present.join(', ')}: ${expected.join(', ') || 'nothing'}`, () => {
      assert.deepEqual(order(requested, device, present), expected);
    });
  }

  it('lowers the optimisation before it tries another precision', () => {
    assert.deepEqual(
      attemptsFor('auto', 'cpu', ['q4', 'fp16']).map((attempt) => Object.values(attempt).join(' ')),
      ['fp16 all', 'fp16 basic', 'fp16 disabled', 'q4 all', 'q4 basic', 'q4 disabled'],
    );
  });
});

describe('cureFor', () => {
  const cases = [
    {
      says: 'Exception during initialization: /onnxruntime_src/onnxruntime/core/optimizer/initializer.cc:31 Attempting to get index by a name which does not exist:InsertedPrecisionFreeCast_/model/norm/weight for node: /model/norm/SimplifiedLayerNormFusion/',
      cure: 'lower optimization',
    },
    { says: 'Could not find an implementation for ConvInteger(10) node with name', cure: 'another dtype' },
    { says: 'Load model from model.onnx failed:Protobuf parsing failed.', cure: undefined },
    { says: 'CUDA failure 35: CUDA driver version is insufficient', cure: undefined },
    { says: 'Failed to allocate memory for requested buffer of size 1024', cure: undefined },
  ];
  for (const { says, cure } of cases) {
    it(`${cure ?? 'none'} for "${says.slice(0, 70)}"`, () => assert.equal(cureFor(says), cure));
  }
});
