import assert from 'node:assert/strict';
import { decodeImage } from '../../../src/image/decode';
import type { RgbPixels } from '../../../src/image/pixels';
import { resizePixels } from '../../../src/image/resize';
import { resizeTriangle } from '../../../src/image/triangle-filter';
import { pixelValues } from '../../../src/models/preprocess';
import {
  differences,
  differencesAt,
  goldenArray,
  goldenBytes,
  goldenCases,
  largest,
  mean,
  type Samples,
} from '../../support/goldens';

/** An image as transformers preprocesses it, with Pillow's bilinear filter. */
interface PreprocessCase {
  readonly image: string;
  readonly target: string;
  readonly pixel_values: Samples;
  readonly full_npy?: string;
}

const targets = [
  'grounding-dino-fixed',
  'grounding-dino-dynamic',
  'sam2',
  // Sizes of published models.
  'real-grounding-dino-tiny-onnx',
  'real-grounding-dino-paper',
  'real-sam2',
];
/** Decoded differently by Pillow: see decode.test.ts. */
const incomparable = ['images/public/grey16_120x90.png', 'images/public/cmyk_160x120.jpg'];
const goldens = goldenCases<PreprocessCase>('preprocess').filter(
  ({ image, target }) => targets.includes(target) && !incomparable.includes(image),
);

/** One grey level in normalised pixels, in the channel where it is smallest. */
const GREY_LEVEL = 1 / 255 / 0.229;

/** Errors of the normalised pixels in grey levels: of all pixels if they are stored, else of the samples. */
async function errorsOf(
  { image, pixel_values, full_npy }: PreprocessCase,
  resize: (pixels: RgbPixels, to: { width: number; height: number }) => Uint8Array | Promise<Uint8Array>,
): Promise<number[]> {
  const [, , height, width] = pixel_values.shape as [number, number, number, number];
  const resized = await resize(await decodeImage(goldenBytes(image)), { width, height });
  const { data } = pixelValues(resized, { width, height }, {});
  const off = full_npy ? differences(data, goldenArray(full_npy).data) : differencesAt(pixel_values, data);
  return off.map((difference) => difference / GREY_LEVEL);
}

const nameOf = ({ image, target, pixel_values }: PreprocessCase): string =>
  `${image.split('/').at(-1)} for ${target}, ${pixel_values.shape[3]} x ${pixel_values.shape[2]}`;

describe('resizeTriangle has the pixels of Pillow', () => {
  for (const golden of goldens) {
    it(nameOf(golden), async () => {
      const errors = await errorsOf(golden, (pixels, to) => resizeTriangle(pixels.data, pixels, to));

      assert.ok(largest(errors) < 0.01, `off by ${largest(errors)} grey levels`);
    });
  }
});

describe('resizePixels stays within half a grey level of Pillow on average, and within 4 anywhere', () => {
  for (const golden of goldens) {
    it(nameOf(golden), async () => {
      const errors = await errorsOf(golden, resizePixels);

      assert.ok(mean(errors) <= 0.5, `off by ${mean(errors)} grey levels on average`);
      assert.ok(largest(errors) <= 4, `off by ${largest(errors)} grey levels somewhere`);
    });
  }
});

describe('resizePixels', () => {
  const pixels: RgbPixels = { data: Uint8Array.from({ length: 48 }, (_, at) => at * 5), width: 4, height: 4 };
  const cases = [
    { name: 'smaller on both sides', width: 2, height: 3 },
    { name: 'larger on both sides', width: 9, height: 8 },
    { name: 'larger on one side', width: 2, height: 8 },
    { name: 'the same size', width: 4, height: 4 },
  ];
  for (const { name, width, height } of cases) {
    it(`returns RGB of the requested size: ${name}`, async () => {
      const resized = await resizePixels(pixels, { width, height });

      assert.equal(resized.length, width * height * 3);
    });
  }

  it('keeps the pixels if the size is the same', async () => {
    assert.deepEqual([...(await resizePixels(pixels, { width: 4, height: 4 }))], [...pixels.data]);
  });
});
