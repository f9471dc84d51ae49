import type { TextRaster } from '../image/text';
import { rasterOf } from './raster-cache';

/** What a label says, as rasters side by side. */
export interface LabelText {
  readonly parts: readonly { readonly raster: TextRaster; readonly left: number }[];
  readonly width: number;
  readonly height: number;
}

/** No picture is wide enough for more, and a text of any length may come in. */
const MAX_CHARACTERS = 200;

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * "label 87%". Where that is wider than `maxWidth` the label is shortened; on a picture too narrow for both, only the label
 * is left. Name and score are drawn apart, because the score changes with every frame and the name's raster is kept.
 */
export async function labelText(label: string, score: number, height: number, maxWidth: number): Promise<LabelText> {
  const percent = await rasterOf(`${Math.round(score * 100)}%`, height);
  const name = await rasterOf(shortened(label, MAX_CHARACTERS), height);
  const space = Math.round(height * 0.45);
  const besidePercent = maxWidth - percent.width - space;
  if (name.width === 0) return sideBySide(percent.width <= maxWidth ? [percent] : [], space);
  if (name.width <= besidePercent) return sideBySide([name, percent], space);
  if (percent.width * 3 > maxWidth) return sideBySide(await fitting(label, name, height, maxWidth), space);
  return sideBySide([...(await fitting(label, name, height, besidePercent)), percent], space);
}

/** The longest beginning of the label that fits. */
async function fitting(label: string, name: TextRaster, height: number, maxWidth: number): Promise<TextRaster[]> {
  if (name.width <= maxWidth) return [name];
  const length = [...characters.segment(label)].length;
  for (let count = Math.floor((Math.min(length, MAX_CHARACTERS) * maxWidth) / name.width); count > 0; count--) {
    const raster = await rasterOf(shortened(label, count), height);
    if (raster.width <= maxWidth) return [raster];
  }
  return [];
}

function shortened(label: string, count: number): string {
  const all = [...characters.segment(label.slice(0, MAX_CHARACTERS * 8))];
  if (all.length <= count) return label;
  const kept = all.slice(0, count).map(({ segment }) => segment);
  return `${kept.join('').trimEnd()}…`;
}

function sideBySide(rasters: readonly TextRaster[], space: number): LabelText {
  let width = 0;
  const parts = rasters.map((raster, index) => {
    const left = index === 0 ? 0 : width + space;
    width = left + raster.width;
    return { raster, left };
  });
  return { parts, width, height: rasters[0]?.height ?? 0 };
}
