import type { LabelWord } from './label-template';
import type { Coverage } from './paint';
import { cachedRaster } from './raster-cache';

/** The words of a label as rasters in one line, in pixels. `left` is relative to the first word. */
export interface LabelText {
  readonly words: readonly { readonly raster: Coverage; readonly left: number }[];
  readonly width: number;
  readonly height: number;
}

/** Characters of a word that are drawn at most. No image is wide enough for more, but labels may have any length. */
const MAX_CHARACTERS = 200;

/** Words that are drawn at most, for the same reason. */
const MAX_WORDS = 100;

/** A text is cut to this length before it is divided into characters, which costs much memory for each of them. */
const MAX_CODE_UNITS = 4 * MAX_CHARACTERS;

/** Of the narrowest letter, as a fraction of the text height. */
const MIN_LETTER_WIDTH = 0.2;

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Rasterises the words of a label in one line. If they are wider than `maxWidth`, the name is shortened; if the other
 * words take more than a third of `maxWidth`, only the name remains.
 * @param height of the text in pixels, from the top of "l" to the bottom of "g"
 * @param maxWidth in pixels
 */
export async function labelText(words: readonly LabelWord[], height: number, maxWidth: number): Promise<LabelText> {
  const space = Math.round(height * 0.45);
  const maxCharacters = Math.max(Math.min(MAX_CHARACTERS, Math.ceil(maxWidth / (height * MIN_LETTER_WIDTH))), 1);
  const all: Word[] = [];
  for (const { text, isName } of words.slice(0, MAX_WORDS)) {
    const word = await rasterised(text, maxCharacters, height);
    if (word.raster.width > 0) all.push({ ...word, isName });
  }
  const complete = inOneLine(
    all.map(({ raster }) => raster),
    space,
  );
  if (complete.width <= maxWidth) return complete;
  const name = all.find(({ isName }) => isName) ?? all[0]!;
  const roomForName = maxWidth - (complete.width - name.raster.width);
  const isAlone = (maxWidth - roomForName) * 3 > maxWidth;
  const short = await fitting(name, height, isAlone ? maxWidth : roomForName);
  if (isAlone) return inOneLine(short, space);
  return inOneLine(
    all.flatMap((item) => (item === name ? short : item.raster)),
    space,
  );
}

interface RasterisedText {
  readonly text: string;
  /** Characters of the text that were rasterised. */
  readonly count: number;
  readonly raster: Coverage;
}

interface Word extends RasterisedText {
  readonly isName: boolean;
}

/** The longest beginning of the text, up to `maxCharacters`, that the text engine can draw: it has a largest width. */
async function rasterised(text: string, maxCharacters: number, height: number): Promise<RasterisedText> {
  for (let count = maxCharacters; ; count = Math.floor(count / 2)) {
    try {
      return { text, count, raster: await cachedRaster(shortened(text, count), height) };
    } catch (error) {
      if (count <= 1) throw error;
    }
  }
}

/** A beginning of the text, with an ellipsis, that fits into `maxWidth`; `[]` if no character fits. */
async function fitting({ text, count, raster }: RasterisedText, height: number, maxWidth: number): Promise<Coverage[]> {
  if (raster.width <= maxWidth) return [raster];
  // Assumes that all characters have the same width. Most often this many fit.
  const expected = Math.floor((Math.min(charactersOf(text).length, count) * maxWidth) / raster.width);
  let best: Coverage | undefined;
  let [fits, tooLong] = [0, expected + 1];
  for (let at = expected; at > fits; at = Math.floor((fits + tooLong) / 2)) {
    const shorter = await cachedRaster(shortened(text, at), height);
    if (shorter.width <= maxWidth) [best, fits] = [shorter, at];
    else tooLong = at;
  }
  return best ? [best] : [];
}

/** The characters at the start of a text, as readers see them. */
const charactersOf = (text: string): string[] =>
  [...characters.segment(text.slice(0, MAX_CODE_UNITS))].map(({ segment }) => segment);

/** The first `count` characters of a text and an ellipsis, or the text itself if it is not longer. */
function shortened(text: string, count: number): string {
  const all = charactersOf(text);
  if (all.length <= count && text.length <= MAX_CODE_UNITS) return text;
  return `${all.slice(0, count).join('').trimEnd()}…`;
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
