import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { rasterText, type TextRaster } from '../../../src/image/text';
import { noFonts } from '../../support/environment';

const hashOf = ({ alpha }: TextRaster): string => createHash('sha256').update(alpha).digest('hex');

/** A row of the raster in text, `#` where it has ink. */
const inkInRow = ({ alpha, width }: TextRaster, y: number): string =>
  Array.from(alpha.subarray(y * width, (y + 1) * width), (value) => (value > 0 ? '#' : ' ')).join('');

/** Hashes of rasters made by a process that finds no installed font. */
function hashesWithoutFonts(texts: readonly string[]): string[] {
  const script = `
    const { rasterText } = require(${JSON.stringify(require.resolve('../../../src/image/text'))});
    const { createHash } = require('node:crypto');
    Promise.all(${JSON.stringify(texts)}.map((text) => rasterText(text, 20))).then((rasters) =>
      console.log(JSON.stringify(rasters.map(({ alpha }) => createHash('sha256').update(alpha).digest('hex')))));`;
  const env = { ...process.env, FONTCONFIG_FILE: noFonts };
  return JSON.parse(execFileSync(process.execPath, ['-e', script], { env, encoding: 'utf8', stdio: 'pipe' }));
}

describe('rasterText', () => {
  it('needs no installed font: letters look the same without any', async () => {
    const texts = ['cat', 'car', 'кот', 'Straße 87%'];
    const here = await Promise.all(texts.map(async (text) => hashOf(await rasterText(text, 20))));

    assert.deepEqual(hashesWithoutFonts(texts), here);
    assert.equal(new Set(here).size, texts.length);
  });

  it('draws letters that its font does not have with an installed font, and without one as boxes', async () => {
    const raster = await rasterText('猫', 20);

    // As test/fixtures/fonts/make.py draws it.
    assert.match(inkInRow(raster, 10), /^(#+) +\1$/);
    assert.notEqual(hashesWithoutFonts(['猫'])[0], hashOf(raster));
  });

  for (const [text, like] of [
    ['two\nlines', 'two lines'],
    ['two\u2028lines', 'two lines'],
    ['bell\u0007', 'bell '],
    ['a\u0000b', 'a b'],
  ] as const) {
    it(`is one line: ${JSON.stringify(text)}`, async () => {
      assert.deepEqual(await rasterText(text, 20), await rasterText(like, 20));
    });
  }

  it('takes markup as it is written', async () => {
    assert.ok((await rasterText('<b>&amp;</b>', 20)).width > (await rasterText('b&b', 20)).width * 2);
  });

  it('has one height and baseline for all texts of a size', async () => {
    const [plain, ...others] = await Promise.all(['x', 'xÉ', 'xg', 'x猫'].map((text) => rasterText(text, 30)));
    const lowestInk = ({ alpha, width, height }: TextRaster): number => {
      for (let y = height - 1; y >= 0; y--) {
        // The first columns hold the x.
        if (alpha.subarray(y * width, y * width + 12).some((value) => value > 128)) return y;
      }
      return -1;
    };

    for (const other of others) {
      assert.equal(other.height, plain!.height);
      assert.equal(lowestInk(other), lowestInk(plain!));
    }
  });

  for (const size of [12, 13, 16, 18, 20, 33]) {
    it(`has one height for all scripts, of letters that are ${size} pixels high`, async () => {
      const texts = ['cat', 'кот', '猫', '3 猫 (x)', 'قطة', 'गाय', '👩'];
      const rasters = await Promise.all(texts.map((text) => rasterText(text, size)));

      assert.equal(new Set(rasters.map(({ height }) => height)).size, 1, String(rasters.map(({ height }) => height)));
    });
  }

  it('begins and ends with ink', async () => {
    const { alpha, width } = await rasterText(' cat ', 20);

    for (const x of [0, width - 1]) assert.ok(alpha.some((value, at) => at % width === x && value > 0));
  });

  for (const text of ['', ' ', '\u200b', '\n']) {
    it(`has no width for ${JSON.stringify(text)}`, async () => assert.equal((await rasterText(text, 20)).width, 0));
  }
});
