import { rasterText, type TextRaster } from '../image/text';

/** Enough for all percentages and as many labels. */
const MAX_ENTRIES = 256;

/** Least recently used first. */
const rasters = new Map<string, TextRaster>();

/** Text of earlier pictures is not drawn anew: Pango takes a millisecond or more for each. */
export async function cachedRaster(text: string, heightPx: number): Promise<TextRaster> {
  const key = `${heightPx} ${text}`;
  const raster = rasters.get(key) ?? (await rasterText(text, heightPx));
  rasters.delete(key);
  rasters.set(key, raster);
  if (rasters.size > MAX_ENTRIES) rasters.delete(rasters.keys().next().value!);
  return raster;
}
