import assert from 'node:assert/strict';
import type { Bbox } from '../../../src/contract';
import { colourDistance, colourHistograms, mixColours, type Thumbnail } from '../../../src/tracking/colour-histogram';

type Rgb = readonly [number, number, number];

const RED: Rgb = [200, 20, 20];
const BLUE: Rgb = [20, 20, 200];
const GREY: Rgb = [100, 100, 100];

/** 80 x 60 pixels. */
function thumbnail(colourAt: (x: number, y: number) => Rgb): Thumbnail {
  const data = new Uint8Array(80 * 60 * 3);
  for (let y = 0; y < 60; y++) for (let x = 0; x < 80; x++) data.set(colourAt(x, y), (y * 80 + x) * 3);
  return { data, width: 80, height: 60 };
}

/** Four times the size of the thumbnail. */
const image = { width: 320, height: 240 };
const left: Bbox = [20, 20, 100, 160];
const right: Bbox = [200, 20, 100, 160];
const redAndBlue = thumbnail((x) => (x < 40 ? RED : BLUE));

describe('colourHistograms', () => {
  it('have a sum of 1, and tell colours apart', () => {
    const [red, blue] = colourHistograms(redAndBlue, image, [{ bbox: left }, { bbox: right }]);

    assert.ok(Math.abs(red!.reduce((sum, value) => sum + value, 0) - 1) < 1e-6);
    assert.equal(colourDistance(red!, red!), 0);
    assert.equal(colourDistance(red!, blue!), 1);
  });

  it('tell the upper half from the lower half', () => {
    const upper = thumbnail((_, y) => (y < 25 ? RED : BLUE));
    const lower = thumbnail((_, y) => (y < 25 ? BLUE : RED));
    const [a] = colourHistograms(upper, image, [{ bbox: left }]);
    const [b] = colourHistograms(lower, image, [{ bbox: left }]);

    assert.equal(colourDistance(a!, b!), 1);
  });

  it('tell levels of grey apart', () => {
    const [dark] = colourHistograms(
      thumbnail((x) => (x < 2 ? RED : GREY)),
      image,
      [{ bbox: left }],
    );
    const [light] = colourHistograms(
      thumbnail((x) => (x < 2 ? RED : [220, 220, 220])),
      image,
      [{ bbox: left }],
    );

    assert.equal(colourDistance(dark!, light!), 1);
  });

  it('leave out the margin of a box, where the background is', () => {
    const [framed] = colourHistograms(
      thumbnail((x, y) => (x >= 10 && x < 25 && y > 10 && y < 40 ? RED : GREY)),
      image,
      [{ bbox: left }],
    );
    const [plain] = colourHistograms(redAndBlue, image, [{ bbox: left }]);

    assert.equal(colourDistance(framed!, plain!), 0);
  });

  for (const value of [1, 2, 255]) {
    it(`read the pixels of the mask only, which are ${value} there`, () => {
      const data = Buffer.alloc(100 * 160);
      for (let y = 0; y < 160; y++) data.fill(value, y * 100, y * 100 + 50);
      const mask = { type: 'uint8', dims: [160, 100], offset: [20, 20], data } as const;
      const [masked] = colourHistograms(
        thumbnail((x) => (x < 17 ? BLUE : RED)),
        image,
        [{ bbox: left, mask }],
      );
      const [blue] = colourHistograms(
        thumbnail(() => BLUE),
        image,
        [{ bbox: left }],
      );

      assert.equal(colourDistance(masked!, blue!), 0);
    });
  }

  for (const { name, picture, boxes } of [
    { name: 'a box that is too small', picture: redAndBlue, boxes: [[20, 20, 40, 160]] as Bbox[] },
    { name: 'boxes that hide each other', picture: redAndBlue, boxes: [left, [40, 20, 100, 160]] as Bbox[] },
    { name: 'an image without colours', picture: thumbnail((x) => [x, x, x]), boxes: [left] },
    { name: 'a box outside the image', picture: redAndBlue, boxes: [[400, 20, 100, 160]] as Bbox[] },
  ]) {
    it(`are absent for ${name}`, () => {
      const histograms = colourHistograms(
        picture,
        image,
        boxes.map((bbox) => ({ bbox })),
      );

      assert.deepEqual(
        histograms,
        boxes.map(() => undefined),
      );
    });
  }
});

describe('colours of objects that hide each other', () => {
  const nearer: Bbox = [70, 20, 100, 170];

  it('are those of the nearer one, whose lower edge is further down, complete', () => {
    const [, together] = colourHistograms(redAndBlue, image, [{ bbox: left }, { bbox: nearer }]);
    const [alone] = colourHistograms(redAndBlue, image, [{ bbox: nearer }]);

    assert.deepEqual(together, alone);
  });

  it('are those of the other one where it is not hidden', () => {
    const picture = thumbnail((x) => (x < 17 ? RED : BLUE));
    const [shown] = colourHistograms(picture, image, [{ bbox: left }, { bbox: nearer }]);
    const [red] = colourHistograms(
      thumbnail(() => RED),
      image,
      [{ bbox: left }],
    );

    assert.equal(colourDistance(shown!, red!), 0);
  });

  it('are compared by the halves that both show', () => {
    const picture = thumbnail((_, y) => (y < 25 ? RED : BLUE));
    const [upper] = colourHistograms(picture, image, [{ bbox: left }, { bbox: [0, 90, 200, 100] }]);
    const [red] = colourHistograms(
      thumbnail(() => RED),
      image,
      [{ bbox: left }],
    );
    const lower = red!.map((value, bin) => (bin < 16 ? 0 : value));

    assert.equal(colourDistance(upper!, red!), 0);
    assert.equal(colourDistance(upper!, lower), undefined);
  });
});

describe('mixColours', () => {
  const histogram = (...bins: readonly number[]): Float32Array =>
    Float32Array.from({ length: 32 }, (_, index) => (bins.includes(index) ? 0.5 : 0));

  it('takes a fifth of the new histogram', () => {
    const mixed = mixColours(histogram(0, 16), histogram(1, 17));

    assert.deepEqual(
      [0, 1, 16, 17].map((bin) => mixed[bin]),
      [...Float32Array.of(0.4, 0.1, 0.4, 0.1)],
    );
  });

  it('takes a half that was hidden as it is, and keeps one that is hidden now', () => {
    assert.deepEqual(mixColours(histogram(0), histogram(17)), histogram(0, 17));
  });
});
