import assert from 'node:assert/strict';
import { filmWorld, type WorldFrame } from '../../../../../models/demo/scenes/world/film';
import { worldKinds, worldSize } from '../../../../../models/demo/scenes/world/worlds';
import { boxIou } from '../../../../../src/geometry/box';

const filmed = (kind: (typeof worldKinds)[number], fps = 5, colours = false): WorldFrame[] => [
  ...filmWorld(kind, 7, { fps, seconds: 60, colours }),
];

describe('a generated world', () => {
  for (const kind of worldKinds) {
    it(`of the kind ${kind} is the same for the same seed, and another one for another seed`, () => {
      const frames = filmed(kind);

      assert.equal(frames.length, 300);
      assert.deepEqual(filmed(kind), frames);
      assert.notDeepEqual([...filmWorld(kind, 8, { fps: 5, seconds: 60 })], frames);
    });

    it(`of the kind ${kind} has the same objects at every rate`, () => {
      const [slow, fast] = [filmed(kind, 1), filmed(kind, 5)];

      assert.deepEqual(
        slow.map(({ objects }) => objects),
        fast.filter((_, index) => index % 5 === 0).map(({ objects }) => objects),
      );
    });

    it(`of the kind ${kind} has boxes in the image, whose ids are there once`, () => {
      for (const { objects, detections } of filmed(kind)) {
        assert.equal(new Set(objects.map(([id]) => id)).size, objects.length);
        const boxes = [
          ...objects.map(([, ...box]) => box),
          ...detections.map(([...row]) => row.slice(0, 4) as number[]),
        ];
        for (const [x, y, width, height] of boxes) {
          assert.ok(x! >= 0 && y! >= 0 && width! > 0 && height! > 0);
          assert.ok(x! + width! <= worldSize.width + 0.1 && y! + height! <= worldSize.height + 0.1);
        }
      }
    });
  }

  it('has detections with noise, misses, false alarms and wrong labels', () => {
    const frames = [...filmWorld('street', 9, { fps: 5, seconds: 600 })];
    const objects = frames.flatMap((frame) => frame.objects);
    const found = frames.flatMap((frame) =>
      frame.detections.map(([x, y, width, height, , label]) => {
        const box = [x, y, width, height] as const;
        const overlaps = frame.objects.map(([, ...other]) => boxIou(box, other));
        return { label, overlap: Math.max(0, ...overlaps) };
      }),
    );
    const real = found.filter(({ overlap }) => overlap > 0.3);
    const exact = real.filter(({ overlap }) => overlap > 0.999);
    const slips = real.filter(({ label }) => label === 'van' || label === 'dog').length / real.length;
    const share = real.length / objects.length;
    const alarms = (found.length - real.length) / frames.length;

    assert.ok(share > 0.85 && share < 0.95, `${share} of the objects are found`);
    assert.ok(alarms > 0.04 && alarms < 0.08, `${alarms} false alarms per image`);
    assert.ok(slips > 0.03 && slips < 0.06, `${slips} wrong labels`);
    assert.equal(exact.length, 0);
  });

  it('has thumbnails in which an actor keeps its colours', () => {
    const frames = filmed('pets', 1, true);

    for (const { thumbnail } of frames) assert.deepEqual([thumbnail!.width, thumbnail!.height], [320, 180]);
    assert.deepEqual(filmed('pets', 1, true)[30]!.thumbnail, frames[30]!.thumbnail);
    assert.equal(filmed('pets', 1)[0]!.thumbnail, undefined);
  });
});
