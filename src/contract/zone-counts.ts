/** The objects in one zone: an entry of `msg.zones`. */
export interface ZoneCount {
  readonly count: number;
  /** Number of objects of each label. */
  readonly labels: Readonly<Record<string, number>>;
  /** Empty if no tracker gave the objects an identity. */
  readonly trackIds: readonly (number | string)[];
  /** Corners in pixels of the upright image, if they are asked for. */
  readonly shape?: readonly (readonly [x: number, y: number])[];
}

/** How many objects crossed a line. */
export interface LineTotal {
  /** From left to right, seen from the first to the last point of the line. */
  readonly in: number;
  readonly out: number;
}

/** The total of one line: an entry of `msg.lines`. */
export interface LineCount extends LineTotal {
  /** Of the objects of each label. */
  readonly labels: Readonly<Record<string, LineTotal>>;
  /** Points in pixels of the upright image, if they are asked for. */
  readonly shape?: readonly (readonly [x: number, y: number])[];
}
