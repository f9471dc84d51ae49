import { rasterText, type TextRaster } from '../image/text';

/** Enough for 101 percentages and more than 100 labels. */
const MAX_ENTRIES = 256;

/** Least recently used first. */
const rasters = new Map<string, TextRaster>();

/** The raster of a text, from the cache if an earlier image had it: Pango takes a millisecond or more per text. */
export async function cachedRaster(text: string, heightPx: number): Promise<TextRaster> {
  const key = `${heightPx} ${text}`;
  const raster = rasters.get(key) ?? (await rasterText(text, heightPx));
  rasters.delete(key);
  rasters.set(key, raster);
  if (rasters.size > MAX_ENTRIES) rasters.delete(rasters.keys().next().value!);
  return raster;
}
