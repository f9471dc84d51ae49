import assert from 'node:assert/strict';
import { colourAssigner } from '../../../../src/render/colour-assigner';
import { drawOnGrey } from '../draw-on-grey';
import { detection, drawnPixels, maskOf, pixelAt, solidMask } from '../images';

const colourOf = (label: string) => [...colourAssigner().forLabel(label)];
const overlay = { styles: ['overlay'] } as const;

describe('overlay', () => {
  it('colours exactly the pixels of the mask', async () => {
    const cat = detection('cat', [0, 0, 6, 4], maskOf(['.#.', '###'], [2, 1]));

    assert.deepEqual(drawnPixels(await drawOnGrey([6, 4], [cat], overlay)), ['......', '...#..', '..###.', '......']);
  });

  for (const { opacity, share } of [
    { opacity: 0, share: 0 },
    { opacity: 0.25, share: 0.25 },
    { opacity: 0.5, share: 0.5 },
    { opacity: 1, share: 1 },
  ]) {
    it(`mixes ${share * 100} % of the class colour at opacity ${opacity}`, async () => {
      const cat = detection('cat', [1, 1, 2, 2], solidMask(2, 2, [1, 1]));

      const drawn = await drawOnGrey([4, 4], [cat], { ...overlay, opacity });

      const expected = colourOf('cat').map((value) => Math.round(100 * (1 - share) + value * share));
      assert.deepEqual(pixelAt(drawn, 1, 1), expected);
    });
  }

  it('fills the box if there is no mask, rounded to pixels', async () => {
    const drawn = await drawOnGrey([6, 4], [detection('cat', [1.4, 0.6, 3.2, 2.2])], overlay);

    assert.deepEqual(drawnPixels(drawn), ['......', '.####.', '.####.', '......']);
  });

  it('keeps small objects visible on large ones, whatever their order', async () => {
    const large = detection('cat', [0, 0, 6, 6], solidMask(6, 6, [0, 0]));
    const small = detection('dog', [2, 2, 2, 2], solidMask(2, 2, [2, 2]));
    for (const detections of [
      [large, small],
      [small, large],
    ]) {
      const drawn = await drawOnGrey([6, 6], detections, { ...overlay, opacity: 1 });
      assert.deepEqual(pixelAt(drawn, 2, 2), colourOf('dog'));
      assert.deepEqual(pixelAt(drawn, 1, 1), colourOf('cat'));
    }
  });

  for (const { name, offset, expected } of [
    { name: 'beyond the top left corner', offset: [-2, -2], expected: ['##..', '##..', '....', '....'] },
    { name: 'beyond the bottom right corner', offset: [2, 2], expected: ['....', '....', '..##', '..##'] },
    { name: 'entirely to the right', offset: [9, 0], expected: ['....', '....', '....', '....'] },
    { name: 'entirely above', offset: [0, -9], expected: ['....', '....', '....', '....'] },
  ] as const) {
    it(`clips a mask ${name}`, async () => {
      const cat = detection('cat', [0, 0, 4, 4], solidMask(4, 4, offset));

      assert.deepEqual(drawnPixels(await drawOnGrey([4, 4], [cat], overlay)), expected);
    });
  }

  it('draws nothing for an empty mask, not even the box', async () => {
    const drawn = await drawOnGrey([4, 4], [detection('cat', [0, 0, 4, 4], maskOf([]))], overlay);

    assert.deepEqual(drawnPixels(drawn), ['....', '....', '....', '....']);
  });
});
