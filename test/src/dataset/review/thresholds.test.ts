import assert from 'node:assert/strict';
import { type ClassThresholds, type JudgedObject, type LearnedThreshold, learnThresholds } from '../../../../src';
import { wilsonInterval } from '../../../../src/dataset/review/thresholds';
import { random } from '../../../support/random';

const answers = (label: string, answer: 'accepted' | 'rejected', ...scores: number[]): JudgedObject[] =>
  scores.map((score) => ({ label, score, answer }));
const drawn = (label: string): JudgedObject => ({ label, score: 1, answer: 'accepted', made: 'person' });

function only(objects: readonly JudgedObject[], options = {}): ClassThresholds {
  const classes = learnThresholds(objects, options);
  assert.equal(classes.length, 1);
  return classes[0]!;
}

function learned(threshold: ClassThresholds['best']): LearnedThreshold {
  assert.ok(typeof threshold !== 'string', String(threshold));
  return threshold;
}

/** Ten right ones from 0.6 up, and ten wrong ones up to 0.55. */
const apart = [
  ...answers('cat', 'accepted', ...Array.from({ length: 10 }, (_, index) => 0.6 + index / 50)),
  ...answers('cat', 'rejected', ...Array.from({ length: 10 }, (_, index) => 0.55 - index / 50)),
];

describe('learned thresholds', () => {
  it('are between the right and the wrong detections, if a threshold tells them apart', () => {
    const { best, precise, ...counts } = only(apart);
    const { interval, ...quality } = learned(best);

    assert.deepEqual(
      { ...counts, curve: counts.curve.length },
      { label: 'cat', answers: 20, right: 10, missed: 0, unreviewed: 0, curve: 64 },
    );
    assert.deepEqual(quality, {
      ...{ threshold: 0.57, kept: 10, precision: 1, recall: 1, f1: 1 },
      ...{ precisionInterval: wilsonInterval(10, 10), isLowest: false },
    });
    assert.ok(interval[0] <= 0.57 && interval[1] >= 0.57);
    assert.equal(learned(precise).threshold, 0.54, 'at a precision of 0.9, one of eleven may be wrong');
  });

  it('count what the detector missed in the recall only', () => {
    const { missed, best } = only([...apart, ...Array.from({ length: 10 }, () => drawn('cat'))]);

    assert.deepEqual([missed, learned(best).recall, learned(best).precision], [10, 0.5, 1]);
  });

  it('count a relabelled detection as wrong for its old class and missed for its new one', () => {
    const [cat, dog] = learnThresholds([...apart, { label: 'dog', detected: 'cat', score: 0.9, answer: 'accepted' }]);

    assert.deepEqual([cat!.answers, cat!.right, cat!.missed], [21, 10, 0]);
    assert.deepEqual([dog!.label, dog!.answers, dog!.missed, dog!.best], ['dog', 0, 1, 'few-answers']);
  });

  it('ignore detections without an answer, and drawn objects that were rejected', () => {
    const { answers, missed, unreviewed } = only([
      ...apart,
      { label: 'cat', score: 0.99 },
      { label: 'cat', score: 1, answer: 'rejected', made: 'person' },
    ]);

    assert.deepEqual([answers, missed, unreviewed], [20, 0, 1]);
  });

  it('take spellings of a label as one class', () => {
    assert.equal(only([...apart, ...answers('Cat.', 'accepted', 0.9)]).answers, 21);
  });

  const without = [
    { name: 'fewer than ten answers', objects: answers('cat', 'accepted', 0.5, 0.6, 0.7), reason: 'few-answers' },
    { name: 'only missed objects', objects: Array.from({ length: 20 }, () => drawn('cat')), reason: 'few-answers' },
    { name: 'only wrong detections', objects: answers('cat', 'rejected', ...scores(12)), reason: 'none-right' },
    {
      name: 'equal scores',
      objects: answers('cat', 'accepted', ...Array<number>(12).fill(1)),
      reason: 'equal-scores',
    },
  ];
  for (const { name, objects, reason } of without) {
    it(`do not exist for ${name}`, () => {
      const { best, precise } = only(objects);
      assert.deepEqual([best, precise], [reason, reason]);
    });
  }

  it('report a precision that no threshold reaches', () => {
    const { best, precise } = only([
      ...apart,
      ...answers('cat', 'rejected', ...scores(30).map((score) => 0.9 + score / 20)),
    ]);

    assert.ok(learned(best));
    assert.equal(precise, 'not-reached');
  });

  it('are the threshold that was used, if all detections are right: lower scores were never seen', () => {
    const right = answers('cat', 'accepted', ...scores(20).map((score) => 0.4 + score / 2));
    const { threshold, isLowest, recall } = learned(only(right, { used: () => 0.3 }).best);

    assert.deepEqual([threshold, isLowest, recall], [0.3, true, 1]);
    const unknown = answers('cat', 'accepted', 0.4, ...scores(20, 0.5, 0.9));
    assert.equal(learned(only(unknown).best).threshold, 0.39);
  });

  it('keep exactly the detections that they promise, as scores must exceed a threshold', () => {
    const next = random(7);
    for (let run = 0; run < 50; run++) {
      const objects = Array.from({ length: 40 }, (): JudgedObject => {
        const score = Math.round(next() * 30) / 30;
        return { label: 'cat', score, answer: next() < score ? 'accepted' : 'rejected' };
      });
      const { best, precise, curve } = only(objects, { precision: 0.8 });
      for (const one of [learned(best), ...(typeof precise === 'string' ? [] : [precise]), ...curve]) {
        const kept = objects.filter(({ score }) => score > one.threshold);
        const right = kept.filter(({ answer }) => answer === 'accepted').length;
        assert.deepEqual([one.kept, one.precision], [kept.length, kept.length === 0 ? null : right / kept.length]);
      }
      const all = Array.from({ length: 1000 }, (_, step) => f1Of(objects, step / 1000));
      assert.ok(learned(best).f1 >= Math.max(...all) - 1e-12, 'no other threshold has a better F1');
    }
  });

  for (const known of [0.22, 0.35, 0.5, 0.68]) {
    for (const seed of [1, 2, 3, 4, 5]) {
      it(`are within 0.02 of the best one, ${known}, with 5 % of the answers wrong (seed ${seed})`, () => {
        const next = random(seed);
        const objects = Array.from({ length: 600 }, (): JudgedObject => {
          const score = 0.1 + 0.9 * next();
          const isRight = score > known !== next() < 0.05;
          return { label: 'cat', score, answer: isRight ? 'accepted' : 'rejected' };
        });
        const { threshold, interval } = learned(only(objects).best);

        assert.ok(Math.abs(threshold - known) <= 0.02, `${threshold}`);
        assert.ok(interval[0] <= known + 0.02 && interval[1] >= known - 0.02, `${interval}`);
      });
    }
  }

  it('have a narrower interval with more answers', () => {
    const widthWith = (count: number): number => {
      const next = random(3);
      const objects = Array.from({ length: count }, (): JudgedObject => {
        const score = next();
        return { label: 'cat', score, answer: next() < score ** 2 * 1.2 ? 'accepted' : 'rejected' };
      });
      const [low, high] = learned(only(objects).best).interval;
      return high - low;
    };

    assert.ok(widthWith(5000) < widthWith(50) / 2);
  });
});

describe('the Wilson interval', () => {
  // scipy.stats.binomtest(count, total).proportion_ci(method='wilson')
  it('equals that of SciPy', () => {
    const rounded = (count: number, total: number) => wilsonInterval(count, total).map((one) => one.toFixed(4));

    assert.deepEqual(rounded(10, 10), ['0.7225', '1.0000']);
    assert.deepEqual(rounded(0, 10), ['0.0000', '0.2775']);
    assert.deepEqual(rounded(90, 100), ['0.8256', '0.9448']);
  });
});

function scores(count: number, low = 0, high = 1): number[] {
  return Array.from({ length: count }, (_, index) => low + ((high - low) * (index + 0.5)) / count);
}

function f1Of(objects: readonly JudgedObject[], threshold: number): number {
  const right = objects.filter(({ answer }) => answer === 'accepted');
  const kept = objects.filter(({ score }) => score > threshold);
  return (2 * kept.filter((one) => right.includes(one)).length) / (kept.length + right.length);
}
