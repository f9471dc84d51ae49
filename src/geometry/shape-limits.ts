/** A polygon in which objects are, or a line that they cross. */
export type ShapeKind = 'zone' | 'line';

/** Numbers of corners of a zone, and of points of a line. */
export const shapeLimits: Readonly<Record<ShapeKind, { readonly least: number; readonly most: number }>> = {
  zone: { least: 3, most: 64 },
  line: { least: 2, most: 16 },
};
