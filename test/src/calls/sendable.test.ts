import assert from 'node:assert/strict';
import { refuseLargeMasks, sendableDetections, sendableImage } from '../../../src/calls/sendable';
import type { Detection, RawImage } from '../../../src/contract';
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
  seconds: 12.5,
  still: false,
  velocity: [3, -4],
  held: true,
  labelSeen: 'blue van',
  zones: ['porch'],
};

describe('detections on their way to another process', () => {
  it('keep every property', () => {
    assert.deepEqual(sendableDetections([complete]), [complete]);
    assert.deepEqual(Object.keys(detectionFields).sort(), Object.keys(complete).sort());
  });

  it('get no property that they did not have', () => {
    const plain = { label: 'van', score: 1, bbox: [0, 0, 1, 1] } as const;

    assert.deepEqual(sendableDetections([plain]), [plain]);
  });

  it('lose properties of other nodes, and values of the wrong type', () => {
    const identity = { trackId: {}, seconds: '1', still: 0, velocity: [1], held: false, labelSeen: 7, zones: [1] };
    const strange = { ...complete, ...identity, phrase: 5, area: 'big', onClick: () => {}, mask: undefined };
    const { label, score, bbox, maskScore } = complete;

    assert.deepEqual(sendableDetections([strange as unknown as Detection]), [{ label, score, bbox, maskScore }]);
  });

  it('have masks without properties of other nodes', () => {
    const mask = { ...complete.mask, canvas: () => {} };

    assert.deepEqual(sendableDetections([{ ...complete, mask }]), [complete]);
  });
});

describe('raw pixels on their way to another process', () => {
  it('keep every property', () => {
    const image: Required<RawImage> = {
      ...{ data: Buffer.alloc(14), width: 2, height: 1, channels: 3 },
      ...{ colorSpace: 'BGR', dtype: 'uint16', stride: 14 },
    };

    assert.deepEqual(sendableImage(image), image);
  });

  it('lose properties of other nodes', () => {
    const image = { data: Buffer.alloc(6), width: 2, height: 1, channels: 3 } as const;

    assert.deepEqual(sendableImage({ ...image, ...{ getPixel: () => 0 } }), image);
  });
});

describe('bytes on their way to another process', () => {
  it('are Buffers, whatever they were', () => {
    const bytes = Uint8Array.of(1, 2, 3);
    const raw = { data: Uint8Array.of(1) as Buffer, width: 1, height: 1, channels: 1 } as const;
    const { mask } = sendableDetections([{ ...complete, mask: { ...complete.mask, data: bytes as Buffer } }])[0]!;

    assert.ok(Buffer.isBuffer(sendableImage(bytes as Buffer)));
    assert.ok(Buffer.isBuffer((sendableImage(raw) as typeof raw).data));
    assert.ok(Buffer.isBuffer(mask!.data));
  });
});

describe('data too large for a message between processes is refused', () => {
  // Memory that is not written takes none.
  const huge = Buffer.alloc(1.2e9);

  it('an image file', () => {
    const message = 'The image is too large: 1200 MB of data, at most 1074 MB';

    assert.throws(() => sendableImage(huge), { code: 'BAD_IMAGE', message });
  });

  it('raw pixels', () => {
    const image: RawImage = { data: huge, width: 20_000, height: 20_000, channels: 3 };

    assert.throws(() => sendableImage(image), { code: 'BAD_IMAGE', message: /^The image is too large/ });
  });

  it('masks', () => {
    const mask = { type: 'uint8', dims: [20_000, 60_000], offset: [0, 0], data: huge } as const;

    assert.throws(() => sendableDetections([{ ...complete, mask }]), {
      code: 'BAD_BOXES',
      message: /^The masks of this image are too large: 1200 MB together, at most 1000 MB/,
    });
    assert.throws(() => refuseLargeMasks(1e9 + 1), { code: 'BAD_BOXES' });
    refuseLargeMasks(1e9);
  });

  it('labels', () => {
    const labelled = new Array(20).fill({ ...complete, label: 'x'.repeat(1_000_000) });

    assert.throws(() => sendableDetections(labelled), {
      code: 'BAD_BOXES',
      message: /^The labels of this image are too long: 200\d+ characters together, at most 10000000$/,
    });
  });

  for (const image of [undefined, null, 'x', 7, {}, { data: 'x' }]) {
    it(`and so is ${JSON.stringify(image)} instead of an image`, () => {
      assert.throws(() => sendableImage(image as never), { code: 'BAD_IMAGE' });
    });
  }
});
