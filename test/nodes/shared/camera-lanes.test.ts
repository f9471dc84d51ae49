import assert from 'node:assert/strict';
import { type CameraLanes, openCameraLanes } from '../../../nodes/shared/camera-lanes';

const open = (id: string, settings = {}): CameraLanes<{ camera: string }> =>
  openCameraLanes(id, settings, (camera) => ({ camera }));

describe('the cameras of a node', () => {
  it('have a memory each, until they are reset', () => {
    const lanes = open('node 1');
    const [yard, door] = [lanes.of('yard'), lanes.of('door')];

    assert.deepEqual([yard, door], [{ camera: 'yard' }, { camera: 'door' }]);
    assert.equal(lanes.of('yard'), yard);
    lanes.reset('yard');
    assert.notEqual(lanes.of('yard'), yard);
    assert.equal(lanes.of('door'), door);
    lanes.reset();
    assert.notEqual(lanes.of('door'), door);
  });

  it('are at most 64: the one whose last image is oldest is forgotten', () => {
    const lanes = open('node 2');
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
      const lanes = open('node 3');
      const lane = lanes.of('yard');
      lanes.leave();

      assert.equal(open(id, settings).of('yard') === lane, isKept);
      open('node 3', { goneMisses: 9 });
    });
  }
});
