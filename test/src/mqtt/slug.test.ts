import assert from 'node:assert/strict';
import { openNames } from '../../../src/mqtt/names';
import { slugOf } from '../../../src/mqtt/slug';

describe('the slug of a name', () => {
  for (const [name, slug] of [
    ['Driveway', 'driveway'],
    ['Front door / left', 'front_door_left'],
    ['cam-1', 'cam-1'],
    ['Türkçe Straße, ÅRHUS & Łódź', 'turkce_strasse_arhus_lodz'],
    ['ＣＡＭ ①', 'cam_1'],
    ['前门', 'u524du95e8'],
    ['двор 2', 'u434u432u43eu440_2'],
    ['🚗', 'u1f697'],
    ['a+b#c/$d', 'a_b_c_d'],
    ['__proto__', 'proto'],
    ['\u0000\n', ''],
    ['...', ''],
  ] as const) {
    it(`of ${JSON.stringify(name)} is ${JSON.stringify(slug)}`, () => assert.equal(slugOf(name), slug));
  }

  it('is made in linear time', () => {
    const start = performance.now();
    assert.equal(slugOf(`${'_ '.repeat(500_000)}a`), 'a');
    assert.ok(performance.now() - start < 2000);
  });

  it('has at most 100 characters', () => assert.equal(slugOf('x'.repeat(70_000)).length, 100));
});

describe('the slugs of names', () => {
  const names = (saved: Parameters<typeof openNames>[1] = []) =>
    openNames({ fallback: 'camera', reserved: ['all'], limit: 5 }, saved);

  it('differ: a name that would get a slug of another one gets a number', () => {
    const { of } = names();
    const slugs = ['Gate 1', 'gate-1', 'gate_1', 'GATE/1', 'all'].map((key) => of(key)!.slug);

    assert.deepEqual(slugs, ['gate_1', 'gate-1', 'gate_1_2', 'gate_1_3', 'all_2']);
    assert.equal(of('gate_1')!.slug, 'gate_1_2');
  });

  it('fall back to a word for names without letters and digits', () => {
    const { of } = names();
    assert.deepEqual(
      [of(''), of('?')],
      [
        { slug: 'camera', title: 'camera' },
        { slug: 'camera_2', title: '?' },
      ],
    );
  });

  it('are those of the last run, in any order', () => {
    const before = names();
    for (const key of ['a b', 'A b']) before.of(key);
    const { of } = names(JSON.parse(JSON.stringify(before.entries())));

    assert.deepEqual([of('A b')!.slug, of('a b')!.slug, of('a_b')!.slug], ['a_b_2', 'a_b', 'a_b_3']);
  });

  it('end at a limit, until a name is forgotten', () => {
    const { of, forget } = names();
    for (const key of ['1', '2', '3', '4', '5']) of(key);
    assert.equal(of('6'), undefined);
    forget('1');
    assert.equal(of('6')!.slug, '6');
  });
});
