import assert from 'node:assert/strict';
import { countsStatus } from '../../../nodes/vision-zones/zones-status';

const zone = (count: number) => ({ count, labels: {}, trackIds: [] });
const line = (inward: number, out: number) => ({ in: inward, out, labels: {} });

describe('the status of zones', () => {
  for (const { name, zones, lines, isTracked, status } of [
    {
      name: 'has the counts of zones and the totals of lines',
      ...{ zones: { driveway: zone(2) }, lines: { gate: line(12, 9) }, isTracked: true },
      status: { key: 'counted', values: { counts: 'driveway 2, gate 12/9' } },
    },
    {
      name: 'has three at most',
      ...{ zones: { a: zone(1), b: zone(2) }, lines: { c: line(3, 4), d: line(5, 6) }, isTracked: true },
      status: { key: 'counted', values: { counts: 'a 1, b 2, c 3/4' } },
    },
    { name: 'says that there are no zones', zones: {}, lines: {}, isTracked: true, status: { key: 'noZones' } },
    {
      name: 'says that no object has an identity',
      ...{ zones: { a: zone(1) }, lines: {}, isTracked: false },
      status: { key: 'noTrackIds' },
    },
  ]) {
    it(name, () => assert.deepEqual(countsStatus(zones, lines, isTracked), status));
  }
});
