import { type ClassAppearance, type RenderStyleName, type ZoneShape, zoneShapes } from '../../src';
import { reading, type VisionMessage } from '../shared/message';

/**
 * The zones and lines of a message, if a style draws them.
 * @throws VisionError `BAD_ZONES`
 */
export function drawnZones(
  msg: VisionMessage,
  {
    styles,
    classes,
  }: { readonly styles: readonly RenderStyleName[]; readonly classes: readonly Partial<ClassAppearance>[] },
): ZoneShape[] {
  const isDrawn = [styles, ...classes.map((row) => row.styles ?? [])].flat().includes('zones');
  return isDrawn ? reading('msg.zones or msg.lines', 'BAD_ZONES', () => zoneShapes(msg.zones, msg.lines)) : [];
}
