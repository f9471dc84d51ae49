namespace groundedSam {
  const invalid = (name: string, zone = ''): string => RED._(ownKey('vision-zones', `invalid.${name}`), { zone });

  const isNumber = (value: unknown, isGood: (number: number) => boolean): boolean =>
    value === undefined || (String(value).trim() !== '' && Number.isFinite(Number(value)) && isGood(Number(value)));

  const isSeconds = (value: unknown): boolean => isNumber(value, (seconds) => seconds >= 0);

  const counts: Readonly<Record<string, readonly [least: number, most: number]>> = { zone: [3, 64], line: [2, 16] };

  function problemOf({ name, kind, points, anchor, overlap, ...zone }: ZoneSettings): string | undefined {
    if (!name) return invalid('name');
    const read = zonePointsFrom(typeof points === 'string' ? points : shapeText(points));
    const [least, most] = counts[kind] ?? [0, 0];
    if (!read || read.length < least || read.length > most)
      return invalid(kind === 'line' ? 'linePoints' : 'points', name);
    if (anchor === 'overlap' && !isNumber(overlap, (share) => share > 0 && share <= 1)) return invalid('overlap', name);
    if (!isSeconds(zone.enterSeconds) || !isSeconds(zone.exitSeconds)) return invalid('seconds', name);
    const isDwell = String(zone.dwellSeconds ?? '')
      .split(/[\s,;]+/)
      .every((text) => text === '' || isSeconds(text));
    return isDwell ? undefined : invalid('dwellSeconds', name);
  }

  /** Check of the setting `zones`. The node also refuses zones whose sides cross each other. */
  export function zonesCheck(value: readonly ZoneSettings[] | undefined, _opt: object): true | string {
    const zones = value ?? [];
    for (const [index, zone] of zones.entries()) {
      const problem = problemOf(zone);
      if (problem) return problem;
      const isTwin = ({ name, camera }: ZoneSettings): boolean =>
        name === zone.name && (!camera || !zone.camera || camera === zone.camera);
      if (zones.slice(0, index).some(isTwin)) return invalid('nameTwice', zone.name);
    }
    return true;
  }
}
