import assert from 'node:assert/strict';
import sharp from 'sharp';
import { decodeImage } from '../../../src/image/decode';
import { encodeIndexedPng } from '../../../src/image/indexed-png';

describe('an indexed PNG', () => {
  it('has the colours of its palette', async () => {
    const palette = [
      [0, 0, 0],
      [255, 128, 1],
      [3, 2, 250],
    ] as const;
    const { data, width, height } = await decodeImage(encodeIndexedPng(Uint8Array.of(0, 1, 2, 2, 1, 0), 3, 2, palette));

    assert.deepEqual([width, height], [3, 2]);
    assert.deepEqual(
      [...data],
      [0, 1, 2, 2, 1, 0].flatMap((value) => [...palette[value]!]),
    );
  });

  it('has the values as grey levels without a palette', async () => {
    const values = Uint8Array.from({ length: 256 }, (_, value) => value);
    const png = encodeIndexedPng(values, 32, 8);
    const { channels } = await sharp(png).metadata();

    assert.equal(channels, 1);
    assert.deepEqual(
      (await decodeImage(png)).data.filter((_value, at) => at % 3 === 0),
      Buffer.from(values),
    );
  });
});
