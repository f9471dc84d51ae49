import assert from 'node:assert/strict';
import { seededRandom } from '../../../models/demo/scenes/random';
import type { Bbox } from '../../../src/contract';
import {
  costOfSize,
  expectedSize,
  type LabelSizes,
  learnedSizes,
  newcomersSize,
  type SizeModel,
  sizeDensity,
  sizeModels,
} from '../../../src/tracking/label-sizes';
import { type MeanSize, sizeOfBox } from '../../../src/tracking/mean-size';
import { firstSight, hit, type TrackedObject } from '../../../src/tracking/tracked-object';

const image = { width: 1920, height: 1080 };

/** A person of a height in pixels at the lower edge of the image, standing at `bottom`. Further up, things are smaller. */
function personAt(bottom: number, height: number): Bbox {
  const tall = height * Math.exp(0.8 * (bottom / image.height - 1));
  return [800, bottom - tall, 0.4 * tall, tall];
}

/** The sizes of a lane in which twenty persons of other heights were seen thirty times each, with noise. */
function learned(heights: (index: number) => number, isConfirmed = true) {
  const random = seededRandom(1);
  let sizes: LabelSizes = new Map();
  const objects: TrackedObject[] = [];
  for (let person = 0; person < 20; person++) {
    const sighting = () => {
      const [x, y, width, height] = personAt(random.uniform(500, 1000), heights(person));
      const bbox: Bbox = [x, y, width * Math.exp(0.04 * random.normal()), height * Math.exp(0.03 * random.normal())];
      return { detection: { label: 'person', score: 0.5, bbox }, index: 0, size: sizeOfBox(bbox, image) };
    };
    let before: TrackedObject = { ...firstSight(sighting(), 0, person, false), trackId: isConfirmed ? 1 : undefined };
    for (let second = 1; second <= 30; second++) {
      const seen = sighting();
      const after = hit(before, seen, second * 1000);
      sizes = learnedSizes(sizes, [{ before, after, size: seen.size }]);
      before = after;
    }
    objects.push(before);
  }
  return { sizes, objects, model: sizeModels(sizes).get('person') };
}

/** Nats against giving a detection of a person of this height to an object. */
function cost(model: SizeModel, mean: MeanSize, height: number, bottom = 700): number {
  const seen = sizeOfBox(personAt(bottom, height), image);
  const same = sizeDensity(model.slope, expectedSize(model, mean), seen);
  return costOfSize(same, sizeDensity(model.slope, newcomersSize(model), seen), 0.8);
}

const differing = (index: number): number => 300 + 10 * index;

describe('the sizes of a label', () => {
  it('grow towards the lower edge of the image as its objects do', () => {
    const { model } = learned(differing);

    assert.ok(Math.abs(model!.slope - 0.8) < 0.05, `${model!.slope}`);
  });

  it('tell an object from others of its label, wherever it stands', () => {
    const { model, objects } = learned(differing);
    const smallest = objects[0]!.meanSize!;

    for (const bottom of [500, 1000]) {
      assert.ok(cost(model!, smallest, 300, bottom) < -0.5, `${cost(model!, smallest, 300, bottom)}`);
      assert.ok(cost(model!, smallest, 490, bottom) > 2, `${cost(model!, smallest, 490, bottom)}`);
    }
  });

  it('say nothing where all objects are of one size', () => {
    const { model, objects } = learned(() => 400);

    const nats = cost(model!, objects[0]!.meanSize!, 400);
    assert.ok(Math.abs(nats) < 0.5, `${nats}`);
  });

  it('cost no more than a false alarm of any size', () => {
    const { model, objects } = learned(differing);

    assert.ok(Number.isFinite(cost(model!, objects[0]!.meanSize!, 3)));
  });

  it('are learned from confirmed objects only', () => {
    assert.equal(learned(differing, false).sizes.size, 0);
  });

  it('are the same at another resolution', () => {
    const [small, large] = [360, 1080].map((height) =>
      sizeOfBox([height / 2, height / 3, height / 10, height / 4], { width: 2 * height, height }),
    );

    for (const name of ['wide', 'tall', 'bottom'] as const)
      assert.ok(Math.abs(small![name] - large![name]) < 1e-12, name);
  });

  it('are kept for 100 labels', () => {
    const { sizes, objects } = learned(differing);
    const one = sizes.get('person')!;
    const full: LabelSizes = new Map(Array.from({ length: 100 }, (_, index) => [`${index}`, one]));
    const size = sizeOfBox(personAt(700, 400), image);

    assert.equal(learnedSizes(full, [{ before: objects[0]!, after: objects[0]!, size }]).size, 100);
  });
});
