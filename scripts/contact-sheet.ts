// `node dist/scripts/contact-sheet.js`: redraws the golden images of the tests and the contact sheet of all styles.
import { writeFileSync } from 'node:fs';
import sharp, { type OverlayOptions } from 'sharp';
import { openRenderer, renderDefaults, renderStyleNames } from '../src';
import { rasterText } from '../src/image/text';
import '../test/support/environment';
import { GOLDEN_WIDTH, goldenPath, goldens, renderScene } from '../test/support/render-goldens';

const SHEET = 'docs/images/styles.jpg';
const COLUMNS = 4;
const SIDE = 300;
const MARGIN = 12;
const TEXT_HEIGHT = 17;
const CELL = { width: SIDE + MARGIN, height: SIDE + MARGIN + 2 * TEXT_HEIGHT };

const renderer = openRenderer();
const request = { ...renderDefaults, ...renderScene(), format: 'png' } as const;

async function drawGoldens(): Promise<void> {
  for (const { name, styles, invert } of goldens) {
    const { data } = await renderer.render({ ...request, styles, invert, maxWidth: GOLDEN_WIDTH });
    writeFileSync(goldenPath(name), await sharp(data).png({ compressionLevel: 9 }).toBuffer());
  }
}

/** Draws the original image and one tile for each style, each with its name below. */
async function drawSheet(): Promise<void> {
  const names = ['original', ...renderStyleNames];
  const overlays: OverlayOptions[] = [];
  for (const [index, name] of names.entries()) {
    const styles = renderStyleNames.filter((style) => style === name);
    const { data } = await renderer.render({ ...request, styles, maxWidth: SIDE });
    const left = MARGIN + (index % COLUMNS) * CELL.width;
    const top = MARGIN + Math.floor(index / COLUMNS) * CELL.height;
    overlays.push({ input: await chequered(SIDE), left, top }, { input: data, left, top });
    overlays.push({ ...(await caption(name)), left, top: top + SIDE + MARGIN / 2 });
  }
  const width = MARGIN + COLUMNS * CELL.width;
  const height = MARGIN + Math.ceil(names.length / COLUMNS) * CELL.height;
  const sheet = sharp({ create: { width, height, channels: 3, background: 'white' } }).composite(overlays);
  await sheet.jpeg({ quality: 84, mozjpeg: true }).toFile(SHEET);
}

/** A chequered PNG of `side` x `side` pixels, visible through the transparent areas of a tile. */
function chequered(side: number): Promise<Buffer> {
  const isGrey = (at: number): boolean => (Math.floor((at % side) / 10) + Math.floor(at / side / 10)) % 2 === 0;
  const data = Buffer.from(Array.from({ length: side * side }, (_, at) => (isGrey(at) ? 221 : 255)));
  return sharp(data, { raw: { width: side, height: side, channels: 1 } })
    .png()
    .toBuffer();
}

async function caption(text: string): Promise<OverlayOptions> {
  const { alpha, width, height } = await rasterText(text, TEXT_HEIGHT);
  const raw = { width, height, channels: 4 } as const;
  const rgba = Buffer.alloc(alpha.length * 4);
  for (const [at, covered] of alpha.entries()) rgba.set([40, 40, 40, covered], at * 4);
  return { input: rgba, raw };
}

drawGoldens()
  .then(drawSheet)
  .finally(() => renderer.close())
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
