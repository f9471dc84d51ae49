/** A point on the object (`label` 1) or next to it (`label` 0). In pixels of the upright image, like boxes. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly label: 1 | 0;
}
