import assert from 'node:assert/strict';
import type { Detection, Mask } from '../../../src/contract';
import { growMask } from '../../../src/geometry/grow';
import { emptyMask, maskBounds } from '../../../src/geometry/mask';
import type { RgbPixels } from '../../../src/image/pixels';
import { colourAssigner } from '../../../src/render/colour-assigner';
import { drawDetections } from '../../../src/render/draw';
import type { DrawOptions } from '../../../src/render/draw-options';
import { renderDefaults } from '../../../src/render/renderer';
import { pixelsOf } from '../../support/masks';
import { random } from '../../support/random';
import { detection, greyImage, maskOf, solidMask } from './images';

const size = { width: 240, height: 180 };
/** `auto` for an image of `size`. */
const GROW = 3;
const redactions = ['blur', 'pixelate', 'blackout'] as const;

const next = random(7);
const noise = Uint8Array.from({ length: size.width * size.height * 3 }, () => Math.floor(next() * 256));

async function redacted(
  style: (typeof redactions)[number],
  detections: readonly Detection[],
  options: Partial<DrawOptions> = {},
): Promise<RgbPixels> {
  const image = { data: Buffer.from(noise), ...size };
  return drawDetections(image, detections, { ...renderDefaults, styles: [style], ...options }, colourAssigner());
}

function disc(radius: number, [x, y]: readonly [number, number]): Mask {
  const rows = Array.from({ length: 2 * radius + 1 }, (_, row) =>
    Array.from({ length: 2 * radius + 1 }, (_, column) =>
      Math.hypot(row - radius, column - radius) <= radius ? '#' : '.',
    ).join(''),
  );
  return maskOf(rows, [x - radius, y - radius]);
}

const pixelsIn = (masks: readonly Mask[]): Uint8Array => {
  const all = new Uint8Array(size.width * size.height);
  for (const mask of masks) {
    pixelsOf(mask, size).forEach((value, at) => {
      if (value === 1) all[at] = 1;
    });
  }
  return all;
};

/** Asserts that exactly the `hidden` pixels of the noise changed. One value in 256 stays the same by chance. */
function assertHidden(drawn: RgbPixels, hidden: Uint8Array): void {
  let values = 0;
  let same = 0;
  hidden.forEach((isHidden, at) => {
    for (let channel = 0; channel < 3; channel++) {
      const isSame = drawn.data[at * 3 + channel] === noise[at * 3 + channel];
      if (isHidden) {
        values++;
        if (isSame) same++;
      } else assert.ok(isSame, `pixel ${at % size.width}, ${Math.floor(at / size.width)} must not be hidden`);
    }
  });
  assert.ok(values > 0);
  assert.ok(same <= values * 0.02 + 2, `${same} of ${values} values are unchanged`);
}

const box: Detection['bbox'] = [100, 60, 40, 50];
const cat = (mask?: Mask, bbox: Detection['bbox'] = mask ? maskBounds(mask) : box): Detection =>
  detection('cat', bbox, mask);
const clippedToImage = (mask: Mask): Mask => growMask(growMask(mask, 1, size), -1, size);

const objects: { name: string; detection: Detection; shape: Mask }[] = [
  { name: 'in the middle', detection: cat(disc(30, [120, 90])), shape: disc(30, [120, 90]) },
  { name: 'of one pixel', detection: cat(solidMask(1, 1, [50, 60])), shape: solidMask(1, 1, [50, 60]) },
  {
    name: 'of one pixel in the corner',
    detection: cat(solidMask(1, 1, [239, 179])),
    shape: solidMask(1, 1, [239, 179]),
  },
  { name: 'as large as the image', detection: cat(solidMask(240, 180, [0, 0])), shape: solidMask(240, 180, [0, 0]) },
  { name: 'cut off at the left', detection: cat(disc(30, [10, 90])), shape: clippedToImage(disc(30, [10, 90])) },
  {
    name: 'cut off at the bottom right',
    detection: cat(disc(40, [220, 170])),
    shape: clippedToImage(disc(40, [220, 170])),
  },
  { name: 'one pixel wide', detection: cat(solidMask(1, 120, [70, 20])), shape: solidMask(1, 120, [70, 20]) },
  { name: 'without a mask', detection: cat(), shape: solidMask(40, 50, [100, 60]) },
  {
    name: 'without a mask, with a box between pixels',
    detection: cat(undefined, [99.9, 60.5, 40.3, 49.6]),
    shape: solidMask(42, 51, [99, 60]),
  },
  {
    name: 'whose mask has 255 for the object',
    detection: cat({ ...solidMask(20, 30, [5, 6]), data: Buffer.alloc(600, 255) }),
    shape: solidMask(20, 30, [5, 6]),
  },
];

describe('redaction', () => {
  for (const style of redactions) {
    for (const { name, detection: found, shape } of objects) {
      it(`${style} hides all pixels of an object ${name} and around it, and no others`, async () => {
        assertHidden(await redacted(style, [found]), pixelsIn([growMask(shape, GROW, size)]));
      });
    }

    for (const { name, mask } of [
      { name: 'empty', mask: emptyMask() },
      { name: 'all zero', mask: maskOf(['..', '..'], [5, 5]) },
      { name: 'outside the image', mask: solidMask(10, 10, [900, 900]) },
    ]) {
      it(`${style} hides the box if the mask is ${name}`, async () => {
        assertHidden(
          await redacted(style, [cat(mask, box)]),
          pixelsIn([growMask(solidMask(40, 50, [100, 60]), GROW, size)]),
        );
      });
    }

    it(`${style} hides objects that overlap`, async () => {
      const masks = [disc(30, [60, 60]), disc(25, [90, 70]), disc(10, [75, 65])];

      const drawn = await redacted(
        style,
        masks.map((mask) => cat(mask)),
      );

      assertHidden(drawn, pixelsIn(masks.map((mask) => growMask(mask, GROW, size))));
    });

    it(`${style}, inverted, hides everything but the objects without their edges`, async () => {
      const masks = [disc(30, [60, 60]), disc(40, [220, 170])];

      const drawn = await redacted(
        style,
        masks.map((mask) => cat(mask)),
        { invert: true },
      );

      const kept = pixelsIn(masks.map((mask) => growMask(mask, -GROW, size)));
      assertHidden(
        drawn,
        kept.map((value) => 1 - value),
      );
    });

    it(`${style}, inverted, keeps the box if there is no mask, and nothing for an empty mask`, async () => {
      const drawn = await redacted(style, [cat(), cat(emptyMask(), [5, 5, 50, 50])], { invert: true });

      const kept = pixelsIn([growMask(solidMask(40, 50, [100, 60]), -GROW, size)]);
      assertHidden(
        drawn,
        kept.map((value) => 1 - value),
      );
    });

    it(`${style}, inverted, hides the entire image if there are no detections`, async () => {
      assertHidden(await redacted(style, [], { invert: true }), new Uint8Array(size.width * size.height).fill(1));
    });

    it(`${style} changes nothing if there are no detections`, async () => {
      assert.deepEqual(Buffer.from((await redacted(style, [])).data), Buffer.from(noise));
    });

    for (const grow of [0, 9]) {
      it(`${style} grows by ${grow} pixels on request`, async () => {
        const mask = disc(30, [120, 90]);

        assertHidden(await redacted(style, [cat(mask)], { grow }), pixelsIn([growMask(mask, grow, size)]));
      });
    }

    it(`${style} is applied to the original image, wherever it is in the list`, async () => {
      const one = cat(disc(30, [120, 90]));
      const draw = (styles: DrawOptions['styles']) => redacted(style, [one], { styles });

      assert.deepEqual(
        (await draw(['overlay', style, 'outline'])).data,
        (await draw([style, 'overlay', 'outline'])).data,
      );
    });

    for (const bbox of [
      [300, 20, 30, 30],
      [20, -90, 30, 30],
    ] satisfies Detection['bbox'][]) {
      it(`${style} rejects a detection outside the image: ${bbox.join(' ')}`, async () => {
        await assert.rejects(redacted(style, [cat(), cat(undefined, bbox)]), {
          code: 'BAD_BOXES',
          message: `detections[1] must be a box that overlaps the image of 240 x 180 pixels, to be hidden, got "${bbox.join(', ')}"`,
        });
      });
    }

    it(`${style} hides a class whose label differs in case and outer spaces`, async () => {
      const mask = disc(30, [120, 90]);
      const classes = [{ label: ' Cat', styles: [style] }];

      const drawn = await redacted(style, [cat(mask)], { styles: [], classes });

      assertHidden(drawn, pixelsIn([growMask(mask, GROW, size)]));
    });
  }

  for (const style of ['blur', 'pixelate'] as const) {
    it(`${style} hides a pattern that is much finer than the object`, async () => {
      const image = greyImage(240, 180);
      for (let at = 0; at < image.data.length; at++) {
        const [x, y] = [Math.floor(at / 3) % 240, Math.floor(at / 720)];
        image.data[at] = (x >> 2) % 2 === (y >> 2) % 2 ? 255 : 0;
      }

      const { data } = await drawDetections(
        image,
        [cat(undefined, [40, 30, 120, 120])],
        { ...renderDefaults, styles: [style] },
        colourAssigner(),
      );

      const inside = Array.from(
        { length: 120 * 120 },
        (_, at) => data[((30 + Math.floor(at / 120)) * 240 + 40 + (at % 120)) * 3]!,
      );
      assert.ok(Math.max(...inside) - Math.min(...inside) < 20);
    });
  }

  it('is applied before the image is shrunk, so that no hidden pixel affects others', async () => {
    const draw = (inside: number) => {
      const image = greyImage(240, 180);
      for (let y = 60; y < 110; y++) image.data.fill(inside, (y * 240 + 100) * 3, (y * 240 + 140) * 3);
      const options: DrawOptions = { ...renderDefaults, styles: ['blackout'], grow: 0, maxWidth: 77 };
      return drawDetections(image, [cat()], options, colourAssigner());
    };

    assert.deepEqual((await draw(255)).data, (await draw(0)).data);
  });

  it('rejects detections of an image of another size', async () => {
    const draw = (foundOn: { width: number; height: number }) => redacted('blur', [cat()], { foundOn });

    await assert.doesNotReject(draw(size));
    await assert.rejects(draw({ width: 480, height: 360 }), {
      code: 'BAD_BOXES',
      message: 'The image size does not match the detections: they are from 480 x 360 pixels, got 240 x 180',
    });
  });

  it('pixelate leaves at most 36 blocks of an object of any size', async () => {
    for (const side of [20, 60, 150]) {
      const { data } = await redacted('pixelate', [cat(undefined, [40, 15, side, side])]);
      const colours = new Set<string>();
      for (let y = 15; y < 15 + side; y++) {
        for (let x = 40; x < 40 + side; x++)
          colours.add(data.subarray((y * 240 + x) * 3, (y * 240 + x) * 3 + 3).join());
      }
      assert.ok(colours.size <= 36, `${colours.size} at ${side}`);
    }
  });

  it('blur leaves no edges inside', async () => {
    const { data } = await redacted('blur', [cat(solidMask(240, 180, [0, 0]))]);

    for (let at = 3; at < data.length; at++) {
      if (at % 720 >= 3) assert.ok(Math.abs(data[at]! - data[at - 3]!) <= 3);
    }
  });
});
