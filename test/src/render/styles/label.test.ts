import assert from 'node:assert/strict';
import type { Bbox, Detection } from '../../../../src/contract';
import type { RgbPixels } from '../../../../src/image/pixels';
import { colourAssigner } from '../../../../src/render/colour-assigner';
import { drawOnGrey } from '../draw-on-grey';
import { type Bounds, boundsOf, detection, drawnPixels, maskOf, pixelAt, solidMask } from '../images';

const labels = { styles: ['label'] } as const;

const plateOf = (pixels: RgbPixels): Bounds => boundsOf(pixels, (rgb) => rgb.some((value) => value !== 100));

/** The pixels of the plate as text, independent of its position. */
function contentOf(pixels: RgbPixels): string {
  const { left, top, width, height } = plateOf(pixels);
  const rows = Array.from({ length: height }, (_, y) => {
    const start = ((top + y) * pixels.width + left) * 3;
    return Buffer.from(pixels.data.subarray(start, start + width * 3)).toString('hex');
  });
  return rows.join('\n');
}

describe('label', () => {
  it('is drawn above the top edge of the box, from its left edge', async () => {
    const { left, top, height } = plateOf(await drawOnGrey([320, 240], [detection('cat', [100, 90, 80, 60])], labels));

    assert.deepEqual({ left, bottom: top + height }, { left: 100, bottom: 90 });
  });

  for (const { corner, bbox } of [
    { corner: 'top left', bbox: [0, 0, 20, 20] },
    { corner: 'top right', bbox: [300, 0, 20, 20] },
    { corner: 'bottom left', bbox: [0, 235, 20, 5] },
    { corner: 'bottom right', bbox: [310, 235, 10, 5] },
    { corner: 'outside, top left', bbox: [-90, -90, 20, 20] },
    { corner: 'outside, bottom right', bbox: [900, 900, 20, 20] },
  ] satisfies { corner: string; bbox: Bbox }[]) {
    it(`is completely inside the image if the box is in the corner: ${corner}`, async () => {
      const inTheMiddle = await drawOnGrey([320, 240], [detection('cat', [100, 90, 80, 60])], labels);

      const inTheCorner = await drawOnGrey([320, 240], [detection('cat', bbox)], labels);

      assert.equal(contentOf(inTheCorner), contentOf(inTheMiddle));
    });
  }

  for (const { ink, on, rgb } of [
    { ink: 'white', on: 'dark', rgb: [255, 255, 255] },
    { ink: 'black', on: 'light', rgb: [0, 0, 0] },
  ]) {
    it(`is ${ink} on a ${on} colour`, async () => {
      const sum = (label: string): number =>
        colourAssigner()
          .forLabel(label)
          .reduce((a, b) => a + b);
      const names = Array.from({ length: 30 }, (_, index) => `thing ${index}`).sort((a, b) => sum(a) - sum(b));
      const name = on === 'dark' ? names[0]! : names.at(-1)!;

      const drawn = await drawOnGrey([320, 240], [detection(name, [50, 50, 80, 60])], labels);

      assert.ok(boundsOf(drawn, (pixel) => pixel.every((value, channel) => value === rgb[channel])).width > 20);
      assert.deepEqual(pixelAt(drawn, 50, 49), [...colourAssigner().forLabel(name)]);
    });
  }

  it('contains the score in percent', async () => {
    const cat = detection('cat', [100, 90, 80, 60]);
    const draw = (score: number) => drawOnGrey([320, 240], [{ ...cat, score }], labels).then(contentOf);

    assert.notEqual(await draw(0.87), await draw(0.86));
    assert.equal(await draw(0.87), await draw(0.874));
  });

  it('is drawn for a detection with an empty mask', async () => {
    const drawn = await drawOnGrey([320, 240], [detection('cat', [100, 90, 80, 60], maskOf([]))], labels);

    assert.equal(plateOf(drawn).left, 100);
  });

  it('is drawn on top of the other styles', async () => {
    const cat = detection('cat', [0, 0, 320, 240], solidMask(320, 240, [0, 0]));
    const alone = await drawOnGrey([320, 240], [cat], labels);

    const withAll = await drawOnGrey([320, 240], [cat], { styles: ['overlay', 'outline', 'label'], opacity: 1 });

    const { width, height } = plateOf(alone);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) assert.deepEqual(pixelAt(withAll, x, y), pixelAt(alone, x, y));
    }
  });

  for (const size of [
    [64, 48],
    [320, 240],
    [1920, 1080],
  ] as const) {
    it(`is shortened to fit into ${size.join(' x ')}`, async () => {
      const long = 'a person with a very large hat and a little dog that nobody has seen before '.repeat(9);

      const { left, width } = plateOf(await drawOnGrey(size, [detection(long, [20, 20, 9, 9])], labels));

      assert.ok(left >= 0 && left + width <= size[0]);
      assert.ok(width > size[0] * 0.8, `it could be longer: ${width} of ${size[0]}`);
    });
  }

  for (const { name, text } of [
    { name: 'letters', text: 'cat '.repeat(250_000) },
    { name: 'one word', text: 'x'.repeat(1_000_000) },
    { name: 'accents on one letter', text: `e${'\u0301'.repeat(1_000_000)}` },
    { name: 'emoji of several code points', text: '👩‍👩‍👧‍👦'.repeat(100_000) },
    { name: 'wide letters', text: '﷽'.repeat(100_000) },
    { name: 'blanks', text: ' '.repeat(1_000_000) },
    { name: 'halves of surrogate pairs', text: '\ud83d'.repeat(1_000_000) },
  ]) {
    it(`is drawn at once if a label has a million characters: ${name}`, async () => {
      const before = process.memoryUsage().rss;
      const start = performance.now();

      await drawOnGrey([640, 480], [detection(text, [20, 60, 90, 90])], labels);

      assert.ok(performance.now() - start < 5000);
      assert.ok(process.memoryUsage().rss - before < 300e6);
    });
  }

  for (const textSize of [4, 300, 1000]) {
    it(`is drawn with the text size ${textSize} and a long label`, async () => {
      const drawn = await drawOnGrey([4000, 1500], [detection('W'.repeat(300), [20, 60, 90, 90])], {
        ...labels,
        textSize,
      });

      assert.ok(drawn.data.some((value) => value !== 100));
    });
  }

  it('is drawn with a template of any length', async () => {
    const start = performance.now();

    await drawOnGrey([640, 480], [detection('cat', [20, 60, 90, 90])], {
      ...labels,
      labelText: '{label} {score}% a '.repeat(20_000),
    });

    assert.ok(performance.now() - start < 5000);
  });

  it('is drawn for the first 1,000 detections of the list', async () => {
    const cats = Array.from({ length: 1000 }, () => detection('cat', [300, 230, 10, 5]));
    const dog = detection('dog', [100, 90, 80, 60]);
    const colours = (all: Detection[]) => drawOnGrey([320, 240], all, labels);

    assert.deepEqual((await colours([...cats, dog])).data, (await colours(cats)).data);
    assert.notDeepEqual((await colours([dog, ...cats])).data, (await colours(cats)).data);
  });

  for (const name of [
    'кот',
    'Straße',
    '猫',
    'قطة',
    '👩‍👩‍👧 family',
    'a & b <i>c</i>',
    '&#1;',
    'a\u0000b\u0007',
    'two\nlines',
    '\ud800',
    ' ',
  ]) {
    it(`accepts ${JSON.stringify(name)}`, async () => {
      const plain = plateOf(await drawOnGrey([640, 480], [detection('cat', [100, 90, 80, 60])], labels));

      const plate = plateOf(await drawOnGrey([640, 480], [detection(name, [100, 90, 80, 60])], labels));

      assert.deepEqual([plate.left, plate.top, plate.height], [plain.left, plain.top, plain.height]);
    });
  }

  it('is not drawn if no letter fits', async () => {
    assert.deepEqual(
      drawnPixels(await drawOnGrey([5, 4], [detection('cat', [0, 0, 5, 4])], labels)),
      Array(4).fill('.....'),
    );
  });
});
