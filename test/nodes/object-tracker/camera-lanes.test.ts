import assert from 'node:assert/strict';
import { openCameraLanes } from '../../../nodes/object-tracker/camera-lanes';

describe('the cameras of a node', () => {
  it('have a tracker each, until they are reset', () => {
    const lanes = openCameraLanes('node 1', {});
    const [yard, door] = [lanes.of('yard'), lanes.of('door')];

    assert.notEqual(yard.tracker, door.tracker);
    assert.equal(lanes.of('yard'), yard);
    lanes.reset('yard');
    assert.notEqual(lanes.of('yard'), yard);
    assert.equal(lanes.of('door'), door);
    lanes.reset();
    assert.notEqual(lanes.of('door'), door);
  });

  it('are at most 64: the one whose last image is oldest is forgotten', () => {
    const lanes = openCameraLanes('node 2', {});
    const cameras = Array.from({ length: 64 }, (_, index) => lanes.of(`${index}`));
    lanes.of('0');
    lanes.of('64');

    assert.equal(lanes.of('0'), cameras[0]);
    assert.notEqual(lanes.of('1'), cameras[1]);
  });

  for (const { name, id, settings, isKept } of [
    { name: 'are taken over by the next node of the same id', id: 'node 3', settings: {}, isKept: true },
    { name: 'are forgotten if the settings differ', id: 'node 3', settings: { goneMisses: 4 }, isKept: false },
    { name: 'are not taken over by another node', id: 'node 4', settings: {}, isKept: false },
  ]) {
    it(name, () => {
      const lanes = openCameraLanes('node 3', {});
      const lane = lanes.of('yard');
      lanes.leave();

      assert.equal(openCameraLanes(id, settings).of('yard') === lane, isKept);
      openCameraLanes('node 3', { goneMisses: 9 });
    });
  }
});
