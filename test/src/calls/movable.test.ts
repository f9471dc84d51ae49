import assert from 'node:assert/strict';
import { MovableCopies } from '../../../src/calls/movable';
import type { Detection } from '../../../src/contract';
import { detectionFields } from '../../../src/contract/detection-fields';

/** Has every property that a detection can have: a new one is a type error here until the test has it. */
const complete: Required<Detection> = {
  label: 'red van',
  score: 0.5,
  bbox: [1, 2, 3, 4],
  phrase: 'van',
  mask: { type: 'uint8', dims: [1, 2], offset: [3, 4], data: Buffer.of(0, 1) },
  maskScore: 0.75,
  area: 1,
  trackId: 'van 1',
};

describe('detections on their way to another thread', () => {
  it('keep every property', async () => {
    assert.deepEqual(await new MovableCopies().detections([complete]), [complete]);
    assert.deepEqual(Object.keys(detectionFields).sort(), Object.keys(complete).sort());
  });

  it('get no property that they did not have', async () => {
    const plain = { label: 'van', score: 1, bbox: [0, 0, 1, 1] } as const;

    assert.deepEqual(await new MovableCopies().detections([plain]), [plain]);
  });

  it('leave behind what other nodes put on them, and values of the wrong type', async () => {
    const strange = { ...complete, phrase: 5, area: 'big', trackId: {}, onClick: () => {}, mask: undefined };
    const { label, score, bbox, maskScore } = complete;

    assert.deepEqual(await new MovableCopies().detections([strange as unknown as Detection]), [
      { label, score, bbox, maskScore },
    ]);
  });

  it('have masks of their own memory, which can be moved', async () => {
    const whole = Buffer.alloc(1000, 1);
    const copies = new MovableCopies();
    const [copy] = await copies.detections([{ ...complete, mask: { ...complete.mask, data: whole.subarray(10, 12) } }]);

    assert.equal(copy!.mask!.data.buffer.byteLength, 2);
    assert.deepEqual(copies.transfer, [copy!.mask!.data.buffer]);
  });
});
