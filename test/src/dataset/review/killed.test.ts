import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { openReview, type ReviewObject, type ReviewPicture, type VisionError } from '../../../../src';
import { cocoOf, type DatasetFolder, found, openDatasetFolder, shade } from '../../../support/datasets';
import { nextChild } from '../../../support/processes';
import { random } from '../../../support/random';

const STEPS = 60;
const everything = { order: 'added', state: 'all', min: 0, max: 1, offset: 0, limit: 100 } as const;

/** The state of an object that a change decides. */
type State = Pick<ReviewObject, 'label'> & { answer: string | null };

const stateOf = ({ label, review }: ReviewObject): State => ({ label, answer: review?.answer ?? null });

/** Each object of the dataset, by its image and id. */
type Known = Map<string, Map<number, State>>;

function expectEqual(known: Known, picture: ReviewPicture): void {
  const states = new Map(picture.objects.map((object) => [object.id, stateOf(object)]));
  assert.deepEqual(states, known.get(picture.hash));
}

describe('a review whose writing process is killed again and again', () => {
  for (const seed of [1, 2, 3]) {
    it(`ends with exactly the last state of each object: seed ${seed}`, async () => {
      const folder = openDatasetFolder();
      const next = random(seed);
      const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)]!;
      let child: Promise<ChildProcess> = nextChild('dataset-process.js');
      const dataset = await folder.open();
      const people = ['ann', 'bob'].map((by) => ({ by, review: openReview(folder.path) }));
      const known: Known = new Map();

      /** Retries calls during which the process was killed. They may have been carried out. */
      async function done<T>(call: () => Promise<T>): Promise<T> {
        try {
          return await call();
        } catch (error) {
          assert.equal((error as VisionError).code, 'ENGINE_CRASHED');
          return call();
        }
      }
      const read = async (hash: string): Promise<ReviewPicture> => (await done(() => people[0]!.review.picture(hash)))!;

      async function addImage(grey: number): Promise<void> {
        await done(() => dataset.add({ image: shade(grey) }, [found('a', [0, 0, 4, 4]), found('b', [6, 2, 4, 4])]));
        for (const { hash } of (await done(() => people[0]!.review.list(everything))).pictures) {
          const { objects } = await read(hash);
          // New detections replace objects without an answer.
          const kept = [...(known.get(hash) ?? [])].filter(
            ([id, { answer }]) => answer || objects.some((one) => one.id === id),
          );
          const states = new Map(objects.map((object) => [object.id, stateOf(object)]));
          for (const [id, state] of kept) if (state.answer) assert.deepEqual(states.get(id), state);
          known.set(hash, states);
        }
      }
      async function changeObjects(): Promise<void> {
        const hash = pick([...known.keys()]);
        const { objects } = await read(hash);
        const { by, review } = pick(people);
        const changes = objects
          .filter(() => next() < 0.7)
          .map(({ id, revision, bbox }) => {
            const [label, answer] = [pick(['a', 'b', 'c']), pick(['accepted', 'rejected', null] as const)];
            known.get(hash)!.set(id, { label, answer });
            return { put: { id, revision, label, bbox, answer } };
          });
        if (changes.length === 0) return;
        const result = await done(() => review.change(hash, changes, by));
        expectEqual(known, result!.picture);
      }
      async function killSoon(): Promise<void> {
        const killed = await child;
        child = nextChild('dataset-process.js');
        await delay(next() * 15);
        killed.kill('SIGKILL');
      }

      for (let grey = 0; grey < 4; grey++) await addImage(grey);
      for (let step = 0; step < STEPS; step++) {
        const kill = step % 6 === 3 ? killSoon() : undefined;
        await (next() < 0.2 ? addImage(Math.floor(next() * 6)) : changeObjects());
        await kill;
        if (kill) for (const hash of known.keys()) expectEqual(known, await read(hash));
      }
      for (const hash of known.keys()) expectEqual(known, await read(hash));
      await Promise.all(people.map(({ review }) => review.close()));
      await dataset.close();

      const shown = [...known.values()]
        .flatMap((states) => [...states.values()])
        .filter(({ answer }) => answer !== 'rejected');
      assert.deepEqual(labelCounts(folder), countsOf(shown.map(({ label }) => label)));
      folder.remove();
    });
  }
});

describe('two persons who review one image at once', () => {
  it('lose no change, and learn of each object that both changed', async () => {
    const folder = openDatasetFolder();
    const dataset = await folder.open();
    const boxes = Array.from({ length: 12 }, (_, index) => found('a', [index, 0, 1, 4]));
    await dataset.add({ image: shade(1) }, boxes).finally(dataset.close);
    const [ann, bob] = [openReview(folder.path), openReview(folder.path)];
    const { hash } = (await ann.list(everything)).pictures[0]!;
    const { objects } = (await ann.picture(hash))!;
    const put = ({ id, revision, label, bbox }: ReviewObject, answer: string) => ({
      put: { id, revision, label, bbox, answer },
    });
    const [left, right] = [objects.slice(0, 8), objects.slice(4)];
    const results = await Promise.all([
      ...left.map((object) => ann.change(hash, [put(object, 'accepted')], 'ann')),
      ...right.map((object) => bob.change(hash, [put(object, 'rejected')], 'bob')),
    ]);
    const { objects: after } = (await ann.picture(hash))!;
    await Promise.all([ann.close(), bob.close()]);

    const told = results.flatMap((result) => result!.overwrote.map(({ id }) => id));
    assert.deepEqual(
      told.sort((a, b) => a - b),
      [4, 5, 6, 7],
    );
    assert.deepEqual(
      after.map(({ revision }) => revision),
      [1, 1, 1, 1, 2, 2, 2, 2, 1, 1, 1, 1],
    );
    assert.deepEqual(new Set(after.slice(0, 4).map(({ review }) => review!.by)), new Set(['ann']));
    assert.deepEqual(new Set(after.slice(8).map(({ review }) => review!.by)), new Set(['bob']));
    folder.remove();
  });
});

const countsOf = (labels: readonly string[]): Record<string, number> =>
  Object.fromEntries(['a', 'b', 'c'].map((label) => [label, labels.filter((one) => one === label).length]));

function labelCounts(folder: DatasetFolder): Record<string, number> {
  const { annotations, categories } = cocoOf(folder);
  return countsOf(annotations.map(({ category_id }) => categories[category_id - 1]!.name));
}
