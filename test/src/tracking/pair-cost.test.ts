import assert from 'node:assert/strict';
import type { Bbox } from '../../../src/contract';
import { pairCosts } from '../../../src/tracking/pair-cost';
import type { LabelMode } from '../../../src/tracking/settings';
import { firstSight, hit, type Sighting, type TrackedObject } from '../../../src/tracking/tracked-object';

const image = { width: 1920, height: 1080 };

const sighting = (bbox: Bbox, label = 'person', colours?: Float32Array): Sighting => ({
  ...{ detection: { label, score: 0.5, bbox }, index: 0 },
  ...(colours && { colours }),
});
const at = (x: number, scale = 1): Bbox => [x, 400, 100 * scale, 200 * scale];

/** An object seen once a second, for the last time at 4 s, `step` pixels further each time. */
function seen(step: number, colours?: Float32Array): TrackedObject {
  const first = firstSight(sighting(at(500), 'person', colours), 0, 1, false);
  return [1, 2, 3, 4].reduce((object, second) => hit(object, sighting(at(500 + second * step)), second * 1000), first);
}

const costOf = (object: TrackedObject, other: Sighting, seconds = 1, labels: LabelMode = 'soft'): number =>
  pairCosts([object], [other], 4000 + seconds * 1000, image, labels)[0]!;

/** Both halves have one colour. */
const plain = (bin: number): Float32Array =>
  Float32Array.from({ length: 32 }, (_, index) => (index % 16 === bin ? 0.5 : 0));
const [red, blue] = [plain(0), plain(5)];

describe('pairCosts', () => {
  for (const { name, less, more } of [
    {
      name: 'a place ahead costs less than one behind, for an object that moves',
      less: costOf(seen(80), sighting(at(890))),
      more: costOf(seen(80), sighting(at(750))),
    },
    {
      name: 'the last place costs less than one nearby, for an object that stood still',
      less: costOf(seen(0), sighting(at(500))),
      more: costOf(seen(0), sighting(at(560))),
    },
    {
      name: 'a place far away costs more than to be new',
      less: 0,
      more: costOf(seen(0), sighting(at(1500))),
    },
    {
      name: 'an object that stood still costs less than a new one after an hour',
      less: costOf(seen(0), sighting(at(505)), 3600),
      more: -1,
    },
    {
      name: 'an object that moved costs more than a new one after an hour',
      less: 0,
      more: costOf(seen(80), sighting(at(1500)), 3600),
    },
    {
      name: 'the same size costs less than another one',
      less: costOf(seen(0), sighting(at(500))),
      more: costOf(seen(0), sighting(at(490, 1.2))),
    },
    {
      name: 'the same colours cost less than unknown ones',
      less: costOf(seen(0, red), sighting(at(500), 'person', red)),
      more: costOf(seen(0, red), sighting(at(500))),
    },
    {
      name: 'unknown colours cost less than other ones',
      less: costOf(seen(0, red), sighting(at(500))),
      more: costOf(seen(0, red), sighting(at(500), 'person', blue)),
    },
  ]) {
    it(name, () => {
      assert.ok(less < more, `${less}, ${more}`);
    });
  }

  it('tells apart neighbours that stand, by 3 nats at a fifth of their size, 15 times per second', () => {
    const first = firstSight(sighting(at(500)), 0, 1, false);
    const steps = Array.from({ length: 45 }, (_, step) => (step + 1) * 67);
    const standing = steps.reduce((object, time) => hit(object, sighting(at(500)), time), first);
    const cost = (x: number): number => pairCosts([standing], [sighting(at(x))], 46 * 67, image, 'soft')[0]!;

    assert.ok(cost(528) - cost(500) > 3, `${cost(528)}, ${cost(500)}`);
  });

  for (const { labels, difference } of [
    { labels: 'soft', difference: 2.5 },
    { labels: 'free', difference: 0 },
    { labels: 'strict', difference: Infinity },
  ] as const) {
    it(`another label costs ${difference} nats with \`${labels}\`, another spelling nothing`, () => {
      const same = costOf(seen(0), sighting(at(500)), 1, labels);

      assert.equal(costOf(seen(0), sighting(at(500), 'Person.'), 1, labels), same);
      assert.ok(
        Math.abs(costOf(seen(0), sighting(at(500), 'dog'), 1, labels) - same - difference) < 1e-9 ||
          difference === Infinity,
      );
      if (difference === Infinity) assert.equal(costOf(seen(0), sighting(at(500), 'dog'), 1, labels), Infinity);
    });
  }

  it('agrees with the formula for an object seen once, two seconds ago', () => {
    const size = Math.sqrt(100 * 200);
    const [tau, dt] = [2, 2];
    const e = Math.exp(-dt / tau);
    const q = (1.5 * size) ** 2;
    const r = (0.04 * size) ** 2;
    const moveVariance = r + (tau * (1 - e)) ** 2 * q + q * tau ** 2 * ((2 * dt) / tau - 3 + 4 * e - e ** 2) + r;
    const stillVariance = (0.1 * size) ** 2 + r;
    const density = (variance: number): number => Math.exp(-(30 ** 2) / (2 * variance)) / (2 * Math.PI * variance);
    const keptVariance = r + dt ** 2 * q + r + (0.2 * size * dt) ** 2;
    const moving = 0.4 * density(moveVariance) + 0.6 * density(keptVariance);
    const location = 0.7 * moving + 0.3 * density(stillVariance);
    const drift = 0.07 ** 2 * dt + (0.07 * dt) ** 2;
    const [wide, tall] = [2 * 0.08 ** 2 + drift, 2 * 0.05 ** 2 + drift];
    const difference = Math.log(1.1) ** 2 / 2;
    const known = 3.5 / (1 + dt / 4);
    const newcomer = (0.1 * dt + 0.05) / (1920 * 1080);
    const expected = Math.log(newcomer / (location * 0.9 * 0.5)) - known + difference / wide + difference / tall;

    const object = firstSight(sighting(at(500)), 0, 1, false);
    const [cost] = pairCosts([object], [sighting([525, 390, 110, 220])], 2000, image, 'soft');
    assert.ok(Math.abs(cost! - expected) < 1e-9, `${cost}, ${expected}`);
  });
});
