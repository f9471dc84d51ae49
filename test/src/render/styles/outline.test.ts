import assert from 'node:assert/strict';
import type { Bbox } from '../../../../src/contract';
import { colourAssigner } from '../../../../src/render/colour-assigner';
import { drawOnGrey } from '../draw-on-grey';
import { boundsOf, detection, drawnPixels, maskOf, pixelAt, solidMask } from '../images';

const outline = { styles: ['outline'] } as const;

describe('outline', () => {
  it('follows the inside of the edge of the mask', async () => {
    const cat = detection('cat', [1, 1, 6, 5], maskOf(['######', '######', '######', '####..', '####..'], [1, 1]));

    assert.deepEqual(drawnPixels(await drawOnGrey([8, 7], [cat], outline)), [
      '........',
      '.######.',
      '.#....#.',
      '.#...##.',
      '.#..#...',
      '.####...',
      '........',
    ]);
  });

  it('follows the edge of a hole', async () => {
    const rows = Array.from({ length: 7 }, (_, y) => (y === 3 ? '###.###' : '#######'));
    const ring = detection('ring', [0, 0, 7, 7], maskOf(rows, [1, 1]));

    assert.deepEqual(drawnPixels(await drawOnGrey([9, 9], [ring], outline)), [
      '.........',
      '.#######.',
      '.#.....#.',
      '.#..#..#.',
      '.#.#.#.#.',
      '.#..#..#.',
      '.#.....#.',
      '.#######.',
      '.........',
    ]);
  });

  it('is solid and of the class colour', async () => {
    const cat = detection('cat', [1, 1, 6, 6], solidMask(6, 6, [1, 1]));

    assert.deepEqual(pixelAt(await drawOnGrey([8, 8], [cat], { ...outline, opacity: 0.1 }), 1, 1), [
      ...colourAssigner().forLabel('cat'),
    ]);
  });

  it('is not drawn along the border of the image', async () => {
    const cat = detection('cat', [0, 0, 4, 4], solidMask(6, 6, [-2, -2]));

    assert.deepEqual(drawnPixels(await drawOnGrey([6, 6], [cat], outline)), [
      '...#..',
      '...#..',
      '...#..',
      '####..',
      '......',
      '......',
    ]);
  });

  it('surrounds the box if there is no mask, also along the border of the image', async () => {
    assert.deepEqual(drawnPixels(await drawOnGrey([6, 5], [detection('cat', [-3, 1, 7.2, 9])], outline)), [
      '......',
      '####..',
      '#..#..',
      '#..#..',
      '####..',
    ]);
  });

  for (const bbox of [
    [2, 2, 0, 0],
    [9, 9, 4, 4],
    [-8, -8, 4, 4],
    [2, 2, 0.2, 3],
  ] satisfies Bbox[]) {
    it(`draws nothing for a box without a pixel in the image: ${bbox.join(' ')}`, async () => {
      assert.ok(
        drawnPixels(await drawOnGrey([6, 6], [detection('cat', bbox)], outline)).every((row) => row === '......'),
      );
    });
  }

  for (const { size, lineWidth } of [
    { size: [64, 48], lineWidth: 1 },
    { size: [320, 320], lineWidth: 2 },
    { size: [1920, 1080], lineWidth: 3 },
    { size: [3840, 2160], lineWidth: 5 },
  ] as const) {
    it(`is ${lineWidth} pixels wide on ${size.join(' x ')}`, async () => {
      const cat = detection('cat', [8, 8, 32, 32], solidMask(32, 32, [8, 8]));

      const drawn = await drawOnGrey(size, [cat], outline);

      const row = Array.from({ length: 34 }, (_, index) => (pixelAt(drawn, 7 + index, 20)[0] === 100 ? '.' : '#'));
      const line = '#'.repeat(lineWidth);
      assert.equal(row.join(''), `.${line}${'.'.repeat(32 - 2 * lineWidth)}${line}.`);
    });
  }

  it('is as wide on diagonal edges as on straight ones', async () => {
    const rows = Array.from({ length: 200 }, (_, y) => '#'.repeat(y + 1).padEnd(200, '.'));
    const drawn = drawnPixels(
      await drawOnGrey([1200, 1200], [detection('cat', [9, 9, 9, 9], maskOf(rows, [50, 50]))], outline),
    );

    const [onSlant] = /#+$/.exec(drawn[150]!.slice(60, 151))!;
    assert.equal(Math.round(onSlant.length * Math.SQRT1_2), 3);
  });

  it('stays inside the mask', async () => {
    const rows = Array.from({ length: 40 }, (_, y) => '#'.repeat(40 - y).padStart(40, '.'));
    const drawn = await drawOnGrey([400, 400], [detection('cat', [0, 0, 9, 9], maskOf(rows, [100, 100]))], outline);

    assert.deepEqual(
      boundsOf(drawn, ([red]) => red !== 100),
      { left: 100, top: 100, width: 40, height: 40 },
    );
  });
});
