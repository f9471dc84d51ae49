namespace groundedSam {
  const invalid = (name: string, zone = ''): string => RED._(ownKey('vision-zones', `invalid.${name}`), { zone });

  /** An absent setting is good: its default holds. */
  export const isNumberIfAny = (value: unknown, isGood: (number: number) => boolean): boolean =>
    value === undefined || (String(value).trim() !== '' && Number.isFinite(Number(value)) && isGood(Number(value)));

  export const isSecondsIfAny = (value: unknown): boolean => isNumberIfAny(value, (seconds) => seconds >= 0);

  function problemOf({ name, kind, points, anchor, overlap, ...zone }: ZoneSettings): string | undefined {
    if (!name) return invalid('name');
    const read = zonePointsFrom(typeof points === 'string' ? points : shapeText(points));
    const limits: (typeof shapeLimits)[ShapeKind] | undefined = shapeLimits[kind as ShapeKind];
    if (!read || !limits || read.length < limits.least || read.length > limits.most)
      return invalid(kind === 'line' ? 'linePoints' : 'points', name);
    const shape = shapeProblem(kind as ShapeKind, read);
    if (shape) return invalid(shape, name);
    if (anchor === 'overlap' && !isNumberIfAny(overlap, (share) => share > 0 && share <= 1))
      return invalid('overlap', name);
    if (!isSecondsIfAny(zone.enterSeconds) || !isSecondsIfAny(zone.exitSeconds)) return invalid('seconds', name);
    return secondsIn(String(zone.dwellSeconds ?? '')) ? undefined : invalid('dwellSeconds', name);
  }

  /** Check of the setting `zones`. */
  export function zonesCheck(value: readonly ZoneSettings[] | undefined, _opt: object): true | string {
    const zones = value ?? [];
    for (const zone of zones) {
      const problem = problemOf(zone);
      if (problem) return problem;
    }
    const twin = twinIn(zones);
    return !twin || invalid('nameTwice', twin.name);
  }
}
