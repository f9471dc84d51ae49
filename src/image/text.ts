import { join } from 'node:path';
import { sharp } from './sharp';

/** Coverage of each pixel by a line of text: `[height, width]`, 0 = none, 255 = full. */
export interface TextRaster {
  readonly alpha: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** The package contains its font, because containers and small boards often have no font and would draw empty boxes. */
const FONT_FILE = join(__dirname, '../../../assets/fonts/DejaVuSans-Bold.ttf');

/** Space for accents on capitals and for descenders of fallback fonts, as a fraction of the text height. */
const ROOM_ABOVE = 0.17;
const ROOM_BELOW = 0.06;

/**
 * Rasterises one line of text in DejaVu Sans Bold, without blank columns at its ends. Width 0 if the text has no ink.
 * All rasters of one `heightPx` have the same height and baseline, so they can be drawn next to each other.
 * @param heightPx from the top of "l" to the bottom of "g"
 */
export async function rasterText(text: string, heightPx: number): Promise<TextRaster> {
  // libvips crops to the ink and does not report the baseline, so a bar as high as the font is drawn in front. The mark
  // before the bar keeps it in front of text that runs from right to left. The transparent letter makes the bar Latin:
  // Pango aligns a bar before Chinese, Japanese or Korean text with the baseline of that script.
  const { data, info } = await sharp({
    text: {
      text: `\u200e|<span fgalpha="1">l</span> ${markup(text)}`,
      font: `DejaVu Sans Bold ${heightPx}`,
      fontfile: FONT_FILE,
      rgba: true,
      dpi: 72,
    },
  })
    .extractChannel('alpha')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const ink = { alpha: data, width: info.width, height: info.height };
  const bar = barOf(ink);
  const [left, right] = inkColumns(ink, bar.right);
  const top = bar.top - Math.round(heightPx * ROOM_ABOVE);
  const bottom = bar.bottom + Math.round(heightPx * ROOM_BELOW);
  return crop(ink, left, top, Math.max(right - left, 0), bottom - top);
}

/** Escapes a text for Pango markup: one line, without characters that end its parser. */
function markup(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').replace(/\p{Cs}/gu, '\ufffd');
  return line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The bar is the first stretch of columns with ink. `right` is exclusive, `bottom` too. */
function barOf(ink: TextRaster): { right: number; top: number; bottom: number } {
  let right = 0;
  while (right < ink.width && columnHasInk(ink, right)) right++;
  const column = Array.from({ length: ink.height }, (_, y) => ink.alpha.subarray(y * ink.width, y * ink.width + right));
  const isBar = (pixels: Uint8Array): boolean => pixels.some((alpha) => alpha > 0);
  return { right, top: column.findIndex(isBar), bottom: column.findLastIndex(isBar) + 1 };
}

/** The first and last column with ink from `from` on; `right` is exclusive. */
function inkColumns(ink: TextRaster, from: number): [left: number, right: number] {
  let left = from;
  let right = ink.width;
  while (left < right && !columnHasInk(ink, left)) left++;
  while (right > left && !columnHasInk(ink, right - 1)) right--;
  return [left, right];
}

function columnHasInk({ alpha, width }: TextRaster, x: number): boolean {
  for (let at = x; at < alpha.length; at += width) if (alpha[at] !== 0) return true;
  return false;
}

/** Copies a rectangle. Rows outside the raster are blank. */
function crop(ink: TextRaster, left: number, top: number, width: number, height: number): TextRaster {
  const alpha = new Uint8Array(width * height);
  for (let y = Math.max(top, 0); y < Math.min(top + height, ink.height); y++) {
    const start = y * ink.width + left;
    alpha.set(ink.alpha.subarray(start, start + width), (y - top) * width);
  }
  return { alpha, width, height };
}
