import assert from 'node:assert/strict';
import { type Light, lightBehindObjects, lightBetween } from '../../../src/motion/grey-difference';

const COUNT = 400;
const before = Float32Array.from({ length: COUNT }, (_, at) => 60 + (at % 100));
const all = new Uint8Array(COUNT).fill(1);
const limits = new Float32Array(COUNT).fill(20);

const inOtherLight = ({ gain, offset }: Light): Uint8Array =>
  Uint8Array.from(before, (level) => Math.round(gain * level + offset));

function assertLight(actual: Light, expected: Light): void {
  assert.ok(Math.abs(actual.gain - expected.gain) < 0.02, `gain ${actual.gain}`);
  assert.ok(Math.abs(actual.offset - expected.offset) < 1.5, `offset ${actual.offset}`);
}

describe('lightBetween', () => {
  for (const light of [
    { gain: 1, offset: 0 },
    { gain: 0.6, offset: 10 },
    { gain: 1.4, offset: -30 },
  ]) {
    it(`finds a gain of ${light.gain} and an offset of ${light.offset}`, () => {
      assertLight(lightBetween(before, inOtherLight(light), all), light);
    });
  }

  it('finds no gain without contrast', () => {
    const flat = Float32Array.from(before, () => 50);

    assert.deepEqual(
      lightBetween(
        flat,
        Uint8Array.from(before, () => 70),
        all,
      ),
      { gain: 1, offset: 20 },
    );
  });

  it('finds a gain of at most 2', () => {
    assert.equal(
      lightBetween(
        Float32Array.from(before, (level) => level / 4),
        Uint8Array.from(before),
        all,
      ).gain,
      2,
    );
  });

  it('takes the light as unchanged if less than a tenth of the pixels counts', () => {
    const few = Uint8Array.from(all, (_, at) => (at < COUNT / 20 ? 1 : 0));

    assert.deepEqual(lightBetween(before, inOtherLight({ gain: 0.5, offset: 0 }), few), { gain: 1, offset: 0 });
  });
});

describe('lightBehindObjects', () => {
  it('is not falsified by an object', () => {
    const light = { gain: 0.9, offset: 5 };
    const after = inOtherLight(light);
    after.fill(250, 0, COUNT / 10);

    assertLight(lightBehindObjects(before, after, limits, all), light);
  });
});
