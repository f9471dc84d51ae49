import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { type KeepSettings, keepDefaults, type Provenance } from '../../../../src';
import { type KnownImage, reasonToSkip } from '../../../../src/dataset/keep/keep-rules';
import { checkedKeep } from '../../../../src/dataset/keep/keep-settings';

const NOW = Date.parse('2026-11-27T12:00:00Z');
const hashOf = (index: number): string => createHash('sha256').update(String(index)).digest('hex');
const detector = { model: 'demo', dtype: 'fp32', device: 'cpu' };

const reason = (
  settings: Partial<KeepSettings>,
  objects: readonly { label: string; score: number }[],
  { known = [], provenance = {}, index = 1 }: { known?: KnownImage[]; provenance?: Provenance; index?: number } = {},
) => reasonToSkip({ hash: hashOf(index), objects, provenance }, { ...keepDefaults, ...settings }, known, NOW);

const cat = (score: number) => ({ label: 'cat', score });
const dog = (score: number) => ({ label: 'dog', score });
const image = (...labels: string[]): KnownImage => ({
  objects: labels.map((label) => ({ label })),
  added: '2026-11-26T12:00:00Z',
});
const addedAgo = (minutes: number): KnownImage => ({
  objects: [],
  added: new Date(NOW - minutes * 60_000).toISOString(),
});

describe('the images that a dataset keeps', () => {
  it('are all by default', () => {
    assert.equal(reason({}, []), undefined);
  });

  describe('uncertain', () => {
    const withThresholds = (prompt: string | undefined, threshold: number | undefined): Provenance => ({
      detector: { ...detector, ...(prompt !== undefined && { prompt }), ...(threshold !== undefined && { threshold }) },
    });
    const cases = [
      { name: 'a score near the threshold', objects: [cat(0.4), cat(0.9)], prompt: 'cat', threshold: 0.3, kept: true },
      { name: 'a score below it', objects: [cat(0.22)], prompt: 'cat', threshold: 0.3, kept: true },
      { name: 'only scores far from it', objects: [cat(0.41), cat(0.9)], prompt: 'cat', threshold: 0.3, kept: false },
      {
        name: 'a score near the threshold of its class',
        objects: [cat(0.65)],
        prompt: 'Cat @ 0.6',
        threshold: 0.3,
        kept: true,
      },
      {
        name: 'a score near that of another class',
        objects: [dog(0.65)],
        prompt: 'cat @ 0.6. dog',
        threshold: 0.3,
        kept: false,
      },
      { name: 'an alias', objects: [cat(0.65)], prompt: 'tabby => cat @ 0.6', threshold: 0.3, kept: true },
      { name: 'a prompt that cannot be read', objects: [cat(0.35)], prompt: 'cat @ high', threshold: 0.3, kept: true },
      { name: 'boxes of another node', objects: [cat(0.55)], prompt: undefined, threshold: undefined, kept: true },
      { name: 'no objects', objects: [], prompt: 'cat', threshold: 0.3, kept: false },
    ];
    for (const { name, objects, prompt, threshold, kept } of cases) {
      it(`${kept ? 'keeps' : 'skips'} an image with ${name}`, () => {
        const provenance = withThresholds(prompt, threshold);
        assert.equal(reason({ rule: 'uncertain' }, objects, { provenance }), kept ? undefined : 'certain');
      });
    }
  });

  it('one in n are the same in every run, and independent of the split', () => {
    const kept = Array.from({ length: 10_000 }, (_, index) => index).filter(
      (index) => reason({ rule: 'one-in', every: 5 }, [], { index }) === undefined,
    );
    const inFirstHalf = kept.filter((index) => hashOf(index) < '8').length;

    assert.ok(Math.abs(kept.length - 2000) < 150, `${kept.length}`);
    assert.ok(Math.abs(inFirstHalf - kept.length / 2) < 100, `${inFirstHalf}`);
    assert.equal(reason({ rule: 'one-in', every: 5 }, [], { index: kept[0]! }), undefined);
    assert.equal(reason({ rule: 'one-in', every: 1 }, [], { index: 2 }), undefined);
  });

  it('have a class of which the dataset has fewer images than the limit', () => {
    const known = [image('cat', 'cat'), image('cat', 'dog'), image(), image()];
    const options = { known };

    assert.equal(reason({ perClass: 2 }, [cat(0.5)], options), 'class-full');
    assert.equal(reason({ perClass: 2 }, [cat(0.5), dog(0.5)], options), undefined);
    assert.equal(reason({ perClass: 2 }, [], options), 'class-full', 'without objects');
    assert.equal(reason({ perClass: 3 }, [cat(0.5)], options), undefined);
  });

  it('do not count objects that a person rejected as images of their class', () => {
    const known: KnownImage[] = [{ ...image(), objects: [{ label: 'cat', answer: 'rejected' }] }];

    assert.equal(reason({ perClass: 1 }, [cat(0.5)], { known }), undefined);
  });

  it('are at most as many in an hour as the limit', () => {
    const known = [addedAgo(-5), addedAgo(1), addedAgo(59), addedAgo(61)];

    assert.equal(reason({ perHour: 2 }, [], { known }), 'hour-full');
    assert.equal(reason({ perHour: 3 }, [], { known }), undefined);
  });

  for (const [name, settings] of Object.entries({
    'keep.rule': { rule: 'some' as 'all' },
    'keep.margin': { margin: 1.5 },
    'keep.bits': { bits: 0 },
    'keep.every': { every: 2.5 },
    'keep.perClass': { perClass: -1 },
    'keep.perHour': { perHour: Number.NaN },
  })) {
    it(`refuses an invalid ${name}`, () => {
      assert.throws(() => checkedKeep(settings), { code: 'INVALID_INPUT', message: new RegExp(`^${name} must be`) });
    });
  }
});
