import type { Mask } from '../../contract';
import { maskPolygons, type Ring } from '../../geometry/polygons';
import type { DatasetSettings } from '../settings';

/** The outline of a mask, if settings ask for polygons and one polygon is all of the mask: one component without holes. */
export function singleOutline(mask: Mask, { masks, tolerance }: DatasetSettings): Ring | undefined {
  const polygons = masks === 'polygons' ? maskPolygons(mask, tolerance) : [];
  const [first] = polygons;
  return polygons.length === 1 && first!.holes.length === 0 ? first!.outer : undefined;
}
