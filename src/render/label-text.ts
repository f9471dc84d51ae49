import type { LabelWord } from './label-template';
import type { Coverage } from './paint';
import { cachedRaster } from './raster-cache';

/** The words of a label as rasters in one line, in pixels. `left` is relative to the first word. */
export interface LabelText {
  readonly words: readonly { readonly raster: Coverage; readonly left: number }[];
  readonly width: number;
  readonly height: number;
}

/** Characters drawn at most. No image is wide enough for more, but labels may have any length. */
const MAX_CHARACTERS = 200;

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Rasterises the words of a label in one line. If they are wider than `maxWidth`, the name is shortened; if the other
 * words take more than a third of `maxWidth`, only the name remains.
 * @param height of the text in pixels, from the top of "l" to the bottom of "g"
 * @param maxWidth in pixels
 */
export async function labelText(words: readonly LabelWord[], height: number, maxWidth: number): Promise<LabelText> {
  const space = Math.round(height * 0.45);
  const all: { word: LabelWord; raster: Coverage }[] = [];
  for (const word of words) {
    const raster = await cachedRaster(shortened(word.text, MAX_CHARACTERS), height);
    if (raster.width > 0) all.push({ word, raster });
  }
  const complete = inOneLine(
    all.map(({ raster }) => raster),
    space,
  );
  if (complete.width <= maxWidth) return complete;
  const name = all.find(({ word }) => word.isName) ?? all[0]!;
  const roomForName = maxWidth - (complete.width - name.raster.width);
  const isAlone = (maxWidth - roomForName) * 3 > maxWidth;
  const short = await fitting(name.word.text, name.raster, height, isAlone ? maxWidth : roomForName);
  if (isAlone) return inOneLine(short, space);
  return inOneLine(
    all.flatMap((item) => (item === name ? short : item.raster)),
    space,
  );
}

/** The longest beginning of the text, with an ellipsis, that fits into `maxWidth`; `[]` if no character fits. */
async function fitting(text: string, complete: Coverage, height: number, maxWidth: number): Promise<Coverage[]> {
  if (complete.width <= maxWidth) return [complete];
  const length = [...characters.segment(text)].length;
  for (let count = Math.floor((Math.min(length, MAX_CHARACTERS) * maxWidth) / complete.width); count > 0; count--) {
    const raster = await cachedRaster(shortened(text, count), height);
    if (raster.width <= maxWidth) return [raster];
  }
  return [];
}

/** The first `count` graphemes of a text and an ellipsis, or the text itself if it is not longer. */
function shortened(text: string, count: number): string {
  const all = [...characters.segment(text.slice(0, MAX_CHARACTERS * 8))];
  if (all.length <= count) return text;
  const kept = all.slice(0, count).map(({ segment }) => segment);
  return `${kept.join('').trimEnd()}…`;
}

function inOneLine(rasters: readonly Coverage[], space: number): LabelText {
  let width = 0;
  const words = rasters.map((raster, index) => {
    const left = index === 0 ? 0 : width + space;
    width = left + raster.width;
    return { raster, left };
  });
  return { words, width, height: rasters[0]?.height ?? 0 };
}
