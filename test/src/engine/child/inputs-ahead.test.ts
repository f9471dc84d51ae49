import assert from 'node:assert/strict';
import { InputsAhead, makeInput } from '../../../../src/engine/child/inputs-ahead';
import type { PixelLayout } from '../../../../src/models/preprocess';

const image = (seed: number) => ({
  data: Uint8Array.from({ length: 12 * 9 * 3 }, (_, index) => (index * seed) % 256),
  width: 12,
  height: 9,
});
const small: PixelLayout = { size: { width: 4, height: 3 } };
const square: PixelLayout = { size: { width: 8, height: 8 }, normalise: { image_std: [1, 1, 1] } };
const padded: PixelLayout = { ...square, padTo: { width: 9, height: 9 } };

/** Names of the inputs that were made ahead for the current image. */
const aheadOf = (inputs: InputsAhead): string[] => [...Reflect.get(Reflect.get(inputs, 'current'), 'ahead').keys()];

describe('inputs made ahead', () => {
  it('are those that are made at their request', async () => {
    const inputs = new InputsAhead();
    for (const seed of [1, 7, 13]) {
      const pixels = image(seed);
      for (const layout of [small, square, padded, small]) {
        assert.deepEqual(await inputs.input(pixels, layout), await makeInput(pixels, layout));
      }
    }
  });

  it('are those of the image before, each for one use', async () => {
    const inputs = new InputsAhead();
    const [first, second] = [image(3), image(5)];
    for (const layout of [small, square]) await inputs.input(first, layout);
    assert.deepEqual(aheadOf(inputs), []);

    await inputs.input(second, small);
    assert.deepEqual(aheadOf(inputs), [JSON.stringify(square)]);
    await inputs.input(second, square);
    assert.deepEqual(aheadOf(inputs), []);
  });

  it('do not include one that the image before did not need', async () => {
    const inputs = new InputsAhead();
    for (const layout of [small, square]) await inputs.input(image(3), layout);
    // Both requests are for images of their own.
    await inputs.input(image(5), small);
    await inputs.input(image(7), small);

    assert.deepEqual(aheadOf(inputs), []);
  });

  it('are let go of with their pixels', async () => {
    const inputs = new InputsAhead();
    await inputs.input(image(3), small);
    inputs.clear();

    assert.equal(Reflect.get(inputs, 'current'), undefined);
    assert.equal(Reflect.get(inputs, 'previous'), undefined);
  });
});
