import assert from 'node:assert/strict';
import { heldOut, isHeldOut, kinds, nameOf, sameKind } from '../../../../models/demo/scenes/kinds';
import { drawScene, type Scene } from '../../../../models/demo/scenes/scene';
import { maskArea, maskBounds } from '../../../../src/geometry/mask';

const side = 160;
const draw = (seed: number, forTraining = false): Scene => drawScene(seed, { side, forTraining });
const summary = ({ objects }: Scene) => objects.map(({ kind, mask }) => [nameOf(kind), ...maskBounds(mask)]);

describe('a drawn scene', () => {
  const scenes = Array.from({ length: 150 }, (_, seed) => draw(seed));

  it('has the same pixels for the same seed', () => {
    assert.deepEqual(draw(7), draw(7));
    assert.notDeepEqual(draw(7).pixels, draw(8).pixels);
  });

  it('never changes for a seed, because datasets are identified by their seeds', () => {
    assert.deepEqual(summary(draw(80_000_000)), [
      ['green heart', 0, 103, 25, 18],
      ['green cross', 30, 30, 68, 50],
      ['orange cross', 87, 33, 43, 30],
    ]);
  });

  it('has one to six objects, each with at least 12 visible pixels', () => {
    for (const { objects } of scenes) {
      assert.ok(objects.length >= 1 && objects.length <= 6, `${objects.length} objects`);
      for (const { kind, mask } of objects) assert.ok(maskArea(mask) >= 12, `${maskArea(mask)} of ${nameOf(kind)}`);
    }
  });

  it('assigns every pixel to at most one object', () => {
    for (const { objects } of scenes) {
      const owners = new Uint8Array(side * side);
      for (const { mask } of objects) {
        const [left, top] = mask.offset;
        mask.data.forEach((value, at) => {
          owners[(top + Math.floor(at / mask.dims[1])) * side + left + (at % mask.dims[1])]! += value;
        });
      }
      assert.ok(Math.max(...owners) <= 1);
    }
  });

  it('names two different absent kinds that are not in the scene', () => {
    for (const { objects, absent } of scenes) {
      assert.equal(new Set(absent.map(nameOf)).size, 2);
      assert.ok(!absent.some((kind) => objects.some((object) => sameKind(object.kind, kind))));
    }
  });

  it('draws objects of all kinds, and for training of all kinds except the held-out ones', () => {
    const drawn = (all: readonly Scene[]) => all.flatMap(({ objects }) => objects.map(({ kind }) => kind));
    const forTraining = scenes.map((_, seed) => draw(seed, true));

    assert.equal(new Set(drawn(scenes).map(nameOf)).size, kinds.length);
    assert.equal(new Set(drawn(forTraining).map(nameOf)).size, kinds.length - heldOut.length);
    assert.ok(!drawn(forTraining).some(isHeldOut));
  });
});
