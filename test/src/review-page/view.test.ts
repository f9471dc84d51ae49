import assert from 'node:assert/strict';
import { fitted, panned, toImage, zoomed } from '../../../src/review-page/view';

const pane = { width: 816, height: 616 };
const image = { width: 400, height: 200 };

describe('the view of an image', () => {
  it('fits the image in the middle', () => {
    assert.deepEqual(fitted(image, pane), { scale: 2, x: 8, y: 108 });
  });

  it('a zoom keeps the pixel under the pointer', () => {
    const before = fitted(image, pane);
    const after = zoomed(before, 3, [500, 300], image, pane);

    assert.equal(after.scale, 6);
    assert.deepEqual(
      toImage(after, [500, 300]).map((value) => Math.round(value * 1e6)),
      toImage(before, [500, 300]).map((value) => Math.round(value * 1e6)),
    );
  });

  it('a zoom has limits', () => {
    assert.equal(zoomed(fitted(image, pane), 1e9, [0, 0], image, pane).scale, 32);
    assert.equal(zoomed(fitted(image, pane), 1e-9, [0, 0], image, pane).scale, 1);
  });

  it('a part of the image always remains in the pane', () => {
    const { x, y, scale } = panned(fitted(image, pane), [1e6, -1e6], image, pane);

    assert.ok(x < pane.width && y + image.height * scale > 0);
  });

  it('a pane without size is no error', () => {
    assert.ok(fitted(image, { width: 0, height: 0 }).scale > 0);
  });
});
