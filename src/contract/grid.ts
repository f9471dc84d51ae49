/** How many tiles an image is divided into: columns and rows, each from 1 to 8. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
}

/** Reads a `Grid`, also as text: `2x2`, `3 × 2`. `undefined` for all other values. */
export function gridFrom(value: unknown): Grid | undefined {
  const [, across, down] = (typeof value === 'string' && /^\s*(\d+)\s*[x×]\s*(\d+)\s*$/i.exec(value)) || [];
  const given = typeof value === 'object' && value !== null ? (value as Partial<Grid>) : undefined;
  const [columns, rows] = given ? [given.columns, given.rows] : [Number(across), Number(down)];
  const isCount = (count: unknown): count is number =>
    Number.isInteger(count) && Number(count) >= 1 && Number(count) <= 8;
  return isCount(columns) && isCount(rows) ? { columns, rows } : undefined;
}
