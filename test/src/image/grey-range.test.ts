import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type GreyRange, greyRangeFrom, type ImageInput } from '../../../src/contract';
import { decodeImage } from '../../../src/image/decode';
import { inspectImage } from '../../../src/image/inspect';
import { sharp } from '../../../src/image/sharp';
import { tiff } from '../../support/tiff';

/** The grey levels of an image, whose three channels are equal. */
async function levelsOf(image: ImageInput, greyRange?: GreyRange): Promise<number[]> {
  const { data } = await decodeImage(image, greyRange === undefined ? {} : { greyRange });
  assert.ok(data.every((level, at) => level === data[at - (at % 3)]));
  return [...data.filter((_level, at) => at % 3 === 0)];
}

const counts = Uint16Array.of(7600, 8000, 8400);
const bytesOf = ({ buffer }: Uint16Array): Buffer => Buffer.from(buffer as ArrayBuffer);
const bigEndian = bytesOf(counts.slice()).swap16();
const grey16 = (values: Uint16Array, channels: 1 | 2): Promise<Buffer> =>
  sharp(values, { raw: { width: values.length / channels, height: 1, channels } })
    .toColourspace('grey16')
    .png()
    .toBuffer();

/** The same levels in every form that has more than 8 bits. */
const forms: Record<string, () => Promise<ImageInput> | ImageInput> = {
  PNG: () => grey16(counts, 1),
  'PNG with alpha': () => grey16(Uint16Array.of(7600, 65535, 8000, 0, 8400, 9), 2),
  TIFF: () => tiff({ bits: 16, sampleFormat: 1, values: counts }),
  PGM: () => Buffer.concat([Buffer.from('P5 3 1 65535\n'), bigEndian]),
  'raw pixels': () => ({ data: bytesOf(counts), width: 3, height: 1, channels: 1, dtype: 'uint16' }),
};

describe('grey of 16 bits', () => {
  for (const [name, make] of Object.entries(forms)) {
    it(`has all levels of its range with greyRange auto: ${name}`, async () => {
      assert.deepEqual(await levelsOf(await make(), 'auto'), [0, 128, 255]);
    });

    it(`has the levels of a given range, and is clipped outside: ${name}`, async () => {
      assert.deepEqual(await levelsOf(await make(), [8000, 8200]), [0, 0, 255]);
      assert.deepEqual(await levelsOf(await make(), [7200, 8800]), [64, 128, 191]);
    });

    it(`has the levels of its type without a range, up to rounding: ${name}`, async () => {
      const levels = await levelsOf(await make());

      for (const [at, level] of [29, 31, 32].entries()) assert.ok(Math.abs(levels[at]! - level) <= 1, `${levels}`);
    });
  }

  it('is recognised by the header of its file', async () => {
    assert.equal((await inspectImage(await grey16(counts, 1))).isDeep, true);
    assert.equal((await inspectImage(readFileSync('examples/pictures/shapes.jpg'))).isDeep, false);
  });

  it('of a thermal camera has more than 100 levels with greyRange auto, and at most 12 without', async () => {
    const thermal = readFileSync('test/fixtures/pictures/thermal14.png');
    const distinct = async (range: GreyRange): Promise<number> => new Set(await levelsOf(thermal, range)).size;

    assert.ok((await distinct('full')) <= 12);
    assert.ok((await distinct('auto')) > 100);
  });

  it('of one level is black with greyRange auto', async () => {
    assert.deepEqual(await levelsOf(await grey16(Uint16Array.of(8000, 8000), 1), 'auto'), [0, 0]);
  });
});

describe('grey with levels that are not 16-bit counts', () => {
  const degrees = tiff({ bits: 32, sampleFormat: 3, values: Float32Array.of(20.5, -10, 51, Number.NaN) });

  it('is read in its range, or in a given one', async () => {
    assert.deepEqual(await levelsOf(degrees, 'auto'), [128, 0, 255, 0]);
    assert.deepEqual(await levelsOf(degrees, [0, 41]), [128, 0, 255, 0]);
    assert.deepEqual(
      await levelsOf(
        tiff({ bits: 32, sampleFormat: 1, values: Uint32Array.of(0, 1_000_000, 4_000_000_000) }),
        [0, 2e6],
      ),
      [0, 128, 255],
    );
  });

  it('is refused without a range, with a remedy', async () => {
    await assert.rejects(decodeImage(degrees), {
      code: 'BAD_IMAGE',
      message:
        'The image cannot be read: it is grey with levels of the type float, which have no common range. Set "Grey range" to auto, or to the levels of black and white',
    });
  });

  it('is refused if it has signed levels, whose negative ones would be lost', async () => {
    const signed = tiff({ bits: 16, sampleFormat: 2, values: Int16Array.of(-100, 3000) });

    for (const greyRange of ['full', 'auto'] as const) {
      await assert.rejects(decodeImage(signed, { greyRange }), { code: 'BAD_IMAGE', message: /signed levels/ });
    }
  });
});

describe('a TIFF file of colours is refused with levels that have no common range', () => {
  const files = {
    float: tiff({ bits: 32, sampleFormat: 3, samples: 3, values: Float32Array.of(0, 0.5, 1) }),
    'float of 0 to 255': tiff({ bits: 32, sampleFormat: 3, samples: 3, values: Float32Array.of(0, 127, 255) }),
    uint: tiff({ bits: 32, sampleFormat: 1, samples: 3, values: Uint32Array.of(0, 1e9, 4e9) }),
    short: tiff({ bits: 16, sampleFormat: 2, samples: 3, values: Int16Array.of(-100, 0, 3000) }),
    char: tiff({ bits: 8, sampleFormat: 2, samples: 3, values: Int8Array.of(-100, 0, 100) }),
    int: tiff({ bits: 32, sampleFormat: 2, samples: 3, values: Int32Array.of(-100, 0, 1e9) }),
  };
  for (const [name, file] of Object.entries(files)) {
    it(name, async () => {
      for (const greyRange of ['full', 'auto', [0, 1]] as const) {
        const message =
          /^The image cannot be read: it has colours with .*, which have no common range\. Convert it to 8 or 16 bits$/;
        await assert.rejects(decodeImage(file, { greyRange }), { code: 'BAD_IMAGE', message });
      }
    });
  }

  it('grey of 32 bits with a sign', async () => {
    const file = tiff({ bits: 32, sampleFormat: 2, values: Int32Array.of(-100, 3000) });

    await assert.rejects(decodeImage(file, { greyRange: 'auto' }), { code: 'BAD_IMAGE', message: /signed levels/ });
  });
});

describe('other images ignore greyRange', () => {
  const images: Record<string, () => Promise<ImageInput> | ImageInput> = {
    'grey of 8 bits': () => ({ data: Buffer.of(100, 110, 120), width: 3, height: 1, channels: 1 }),
    'PGM of 8 bits': () => Buffer.concat([Buffer.from('P5 3 1 255\n'), Buffer.of(100, 110, 120)]),
    'colours of 16 bits': () =>
      tiff({ bits: 16, sampleFormat: 1, samples: 3, values: Uint16Array.of(8000, 9000, 10_000) }),
    'grey TIFF of 8 bits': () => tiff({ bits: 8, sampleFormat: 1, values: Uint8Array.of(100, 110, 120) }),
  };
  for (const [name, make] of Object.entries(images)) {
    it(name, async () => {
      const { data } = await decodeImage(await make(), { greyRange: 'auto' });

      assert.deepEqual(data, (await decodeImage(await make())).data);
    });
  }
});

describe('greyRangeFrom', () => {
  const cases: { value: unknown; expected: GreyRange | undefined }[] = [
    { value: 'full', expected: 'full' },
    { value: ' auto ', expected: 'auto' },
    { value: '7500-8500', expected: [7500, 8500] },
    { value: '7500 - 8500', expected: [7500, 8500] },
    { value: '-10 to 40.5', expected: [-10, 40.5] },
    { value: '-10--5', expected: [-10, -5] },
    { value: '0,4095', expected: [0, 4095] },
    { value: [7500, 8500], expected: [7500, 8500] },
    { value: [8500, 7500], expected: undefined },
    { value: [1, 1], expected: undefined },
    { value: [1, Number.NaN], expected: undefined },
    { value: ['1', '2'], expected: undefined },
    { value: [1, 2, 3], expected: undefined },
    { value: '7500', expected: undefined },
    { value: '1.2.3-4', expected: undefined },
    { value: 'Full', expected: undefined },
    { value: '', expected: undefined },
    { value: 7, expected: undefined },
    { value: null, expected: undefined },
    { value: {}, expected: undefined },
  ];
  for (const { value, expected } of cases) {
    it(`reads ${JSON.stringify(value)} as ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(greyRangeFrom(value), expected);
    });
  }
});
