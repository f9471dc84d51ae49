/** A row with the camera that it is limited to. Without one, it is for every camera. */
interface NamedRow {
  readonly name: string;
  readonly camera?: string | undefined;
}

/**
 * The first row that has the name of an earlier one for the same camera.
 * @param others rows of another list, whose names are taken too
 */
export const twinIn = <Row extends NamedRow>(rows: readonly Row[], others: readonly NamedRow[] = []): Row | undefined =>
  rows.find((row, index) => [...others, ...rows.slice(0, index)].some((other) => areTwins(row, other)));

const areTwins = (a: NamedRow, b: NamedRow): boolean =>
  a.name === b.name && (!a.camera || !b.camera || a.camera === b.camera);
