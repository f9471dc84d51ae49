import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import sharp from 'sharp';
import { openRenderer, type Renderer, renderDefaults } from '../../../src';
import { GOLDEN_WIDTH, goldenFolder, goldenPath, goldens, renderScene } from '../../support/render-goldens';

/** Mean difference in grey levels: decoders and text rasters differ slightly between platforms. */
const TOLERANCE = 0.6;
const TOLERANCE_WITH_TEXT = 2;

const rgba = (file: Buffer) => sharp(file).ensureAlpha().raw().toBuffer({ resolveWithObject: true });

describe('golden images', () => {
  let renderer: Renderer;
  before(() => {
    renderer = openRenderer();
  });
  after(() => renderer.close());

  it('exist for every style, and no others', () => {
    const files = readdirSync(goldenFolder).filter((name) => name.endsWith('.png'));

    assert.deepEqual(files.sort(), goldens.map(({ name }) => `${name}.png`).sort());
  });

  for (const { name, styles, invert } of goldens) {
    it(`${name} looks like its approved image`, async () => {
      const request = { ...renderDefaults, ...renderScene(), format: 'png' as const, styles, invert };
      const { data } = await renderer.render({ ...request, maxWidth: GOLDEN_WIDTH });

      const [drawn, golden] = await Promise.all([rgba(data), rgba(readFileSync(goldenPath(name)))]);
      assert.deepEqual([drawn.info.width, drawn.info.height], [golden.info.width, golden.info.height]);
      const difference = golden.data.reduce((sum, value, at) => sum + Math.abs(value - drawn.data[at]!), 0);
      const mean = difference / golden.data.length;
      assert.ok(mean <= (['label', 'zones'].includes(name) ? TOLERANCE_WITH_TEXT : TOLERANCE), `${mean} grey levels`);
    });
  }
});
