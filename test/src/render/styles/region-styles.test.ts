import assert from 'node:assert/strict';
import type { Detection } from '../../../../src/contract';
import { colourAssigner } from '../../../../src/render/colour-assigner';
import type { RenderStyleName } from '../../../../src/render/styles/style-names';
import { drawOnGrey } from '../draw-on-grey';
import { detection, drawnPixels, maskOf, pixelAt, solidMask } from '../images';

const plus = maskOf(['.#.', '###', '.#.'], [1, 1]);
const plusAlone = ['......', '..#...', '.###..', '..#...', '......'];
const allButPlus = plusAlone.map((row) => row.replace(/[.#]/g, (sign) => (sign === '#' ? '.' : '#')));
const boxAlone = ['......', '......', '..###.', '..###.', '......'];
const nothing = ['......', '......', '......', '......', '......'];
const all = nothing.map((row) => row.replaceAll('.', '#'));

const masked = detection('cat', [0, 0, 6, 5], plus);
const boxed = detection('cat', [2, 2, 3, 2]);
const empty = detection('cat', [2, 2, 3, 2], maskOf([]));

const draw = (style: RenderStyleName, detections: readonly Detection[], invert = false) =>
  drawOnGrey([6, 5], detections, { styles: [style], invert });

describe('background', () => {
  for (const { name, detections, invert, expected } of [
    { name: 'everything but the mask', detections: [masked], invert: false, expected: allButPlus },
    { name: 'the mask if inverted', detections: [masked], invert: true, expected: plusAlone },
    { name: 'the box if inverted and without a mask', detections: [boxed], invert: true, expected: boxAlone },
    { name: 'everything if the mask is empty', detections: [empty], invert: false, expected: all },
    { name: 'everything if there are no detections', detections: [], invert: false, expected: all },
    { name: 'nothing if there are no detections and it is inverted', detections: [], invert: true, expected: nothing },
  ]) {
    it(`covers ${name}`, async () => {
      assert.deepEqual(drawnPixels(await draw('background', detections, invert)), expected);
    });
  }

  it('has its own colour and opacity, applied once where objects overlap', async () => {
    const drawn = await drawOnGrey([6, 5], [masked, boxed], {
      styles: ['background'],
      invert: true,
      backgroundColour: '#ff0000',
      backgroundOpacity: 0.25,
    });

    for (const [x, y] of [
      [2, 2],
      [4, 3],
    ] as const) {
      assert.deepEqual(pixelAt(drawn, x, y), [139, 75, 75]);
    }
  });
});

describe('cutout', () => {
  const kept = ({ alpha }: { readonly alpha?: Uint8Array }): string[] =>
    Array.from({ length: 5 }, (_, y) =>
      [...alpha!.subarray(y * 6, y * 6 + 6)].map((value) => ({ 0: '.', 255: '#' })[value]).join(''),
    );

  for (const { name, detections, invert, expected } of [
    { name: 'the mask', detections: [masked], invert: false, expected: plusAlone },
    { name: 'all but the mask if inverted', detections: [masked], invert: true, expected: allButPlus },
    { name: 'the box if there is no mask', detections: [boxed], invert: false, expected: boxAlone },
    { name: 'nothing for an empty mask', detections: [empty], invert: false, expected: nothing },
    { name: 'nothing if there are no detections', detections: [], invert: false, expected: nothing },
  ]) {
    it(`keeps ${name}, and no colour of transparent pixels`, async () => {
      const drawn = await draw('cutout', detections, invert);

      assert.deepEqual(kept(drawn), expected);
      assert.deepEqual(drawnPixels(drawn, 0), expected);
    });
  }

  it('affects earlier styles in the list and not later ones', async () => {
    const large = detection('cat', [0, 0, 6, 5], solidMask(3, 3, [1, 1]));
    const box: RenderStyleName[] = ['cutout', 'box'];

    const after = await drawOnGrey([6, 5], [large], { styles: box });
    const before = await drawOnGrey([6, 5], [large], { styles: [...box].reverse() });

    assert.deepEqual(kept(after), ['######', '####.#', '####.#', '####.#', '######']);
    assert.deepEqual(kept(before), ['......', '.###..', '.###..', '.###..', '......']);
  });

  it('is as translucent as the styles drawn on it', async () => {
    const drawn = await drawOnGrey([6, 5], [], {
      styles: ['cutout', 'background'],
      backgroundColour: '#ff8000',
      backgroundOpacity: 0.5,
    });

    assert.deepEqual([drawn.alpha![0], pixelAt(drawn, 0, 0)], [128, [128, 64, 0]]);
  });
});

describe('mask-only', () => {
  it('draws objects in flat colours on black, or boxes if there is no mask', async () => {
    const drawn = await draw('mask-only', [masked, boxed, empty]);

    const colour = colourAssigner().forLabel('cat');
    assert.deepEqual(drawnPixels(drawn, 0), ['......', '..#...', '.####.', '..###.', '......']);
    assert.deepEqual(pixelAt(drawn, 2, 1), [...colour!]);
  });
});

describe('box', () => {
  it('surrounds the box, with any mask', async () => {
    for (const mask of [plus, maskOf([])]) {
      assert.deepEqual(drawnPixels(await draw('box', [{ ...masked, bbox: [1, 1, 4, 3], mask }])), [
        '......',
        '.####.',
        '.#..#.',
        '.####.',
        '......',
      ]);
    }
  });
});

describe('the list of styles', () => {
  const colours = async (styles: readonly RenderStyleName[]) => {
    const drawn = await drawOnGrey([6, 5], [masked], { styles, opacity: 1 });
    return pixelAt(drawn, 2, 2);
  };

  it('is drawn in order', async () => {
    const cat = colourAssigner().forLabel('cat');

    assert.deepEqual(await colours(['mask-only', 'background']), [...cat!]);
    assert.deepEqual(await colours(['overlay', 'blackout']), [...cat!], 'redactions come first');
    assert.deepEqual((await drawOnGrey([6, 5], [masked], { styles: ['box', 'mask-only'] })).data[0], 0);
    assert.notDeepEqual((await drawOnGrey([6, 5], [masked], { styles: ['mask-only', 'box'] })).data[0], 0);
  });

  it('draws a style once', async () => {
    const drawOverlays = (styles: readonly RenderStyleName[]) => drawOnGrey([6, 5], [masked], { styles });

    assert.deepEqual((await drawOverlays(['overlay', 'overlay'])).data, (await drawOverlays(['overlay'])).data);
  });
});
