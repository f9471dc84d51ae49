import type { LineCount, ZoneCount } from '../../src';
import type { StatusText } from '../shared/status';

/** Zones and lines in the status, which has little space. */
const MAX_SHOWN = 3;

/** The counts of zones and lines, such as `driveway 2, gate 12/9`; or that no tracker gave the objects an identity. */
export function countsStatus(
  zones: Readonly<Record<string, ZoneCount>>,
  lines: Readonly<Record<string, LineCount>>,
  isTracked: boolean,
): StatusText {
  if (!isTracked) return { key: 'noTrackIds' };
  const counts = [
    ...Object.entries(zones).map(([name, { count }]) => `${name} ${count}`),
    ...Object.entries(lines).map(([name, total]) => `${name} ${total.in}/${total.out}`),
  ];
  const shown = counts.slice(0, MAX_SHOWN).join(', ');
  return shown === '' ? { key: 'noZones' } : { key: 'counted', values: { counts: shown } };
}
