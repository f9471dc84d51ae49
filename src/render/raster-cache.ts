import { rasterText, type TextRaster } from '../image/text';

/** Enough for 101 percentages and more than 100 labels. */
const MAX_ENTRIES = 256;

/** Of all rasters together. Large text has large rasters. */
const MAX_BYTES = 16 * 2 ** 20;

/** Least recently used first. */
const rasters = new Map<string, TextRaster>();
let bytes = 0;

/** The raster of a text, from the cache if an earlier image had it: Pango takes a millisecond or more per text. */
export async function cachedRaster(text: string, heightPx: number): Promise<TextRaster> {
  const key = `${heightPx} ${text}`;
  const raster = rasters.get(key) ?? (await rasterText(text, heightPx));
  remove(key);
  rasters.set(key, raster);
  bytes += raster.alpha.length;
  while (rasters.size > MAX_ENTRIES || (bytes > MAX_BYTES && rasters.size > 1)) remove(rasters.keys().next().value!);
  return raster;
}

function remove(key: string): void {
  bytes -= rasters.get(key)?.alpha.length ?? 0;
  rasters.delete(key);
}
