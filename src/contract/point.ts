/** A spot on the object (`label` 1) or beside it (`label` 0). In pixels of the upright image, as boxes are. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly label: 1 | 0;
}
