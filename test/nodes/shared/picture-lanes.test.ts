import assert from 'node:assert/strict';
import { PictureLanes, type PictureSlot } from '../../../nodes/shared/picture-lanes';

const names = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, index) => `camera ${from + index}`);

/** Puts a picture into the slot that waits for one, as the tap does. */
function send(lanes: PictureLanes, lane: string, serial = 1): PictureSlot | undefined {
  const slot = lanes.offer(lane);
  if (!slot) return undefined;
  slot.isWanted = false;
  slot.picture = { data: Buffer.from(lane), image: { width: 8, height: 6 }, serial };
  return slot;
}
const serialOf = (lanes: PictureLanes, lane: string): number | undefined => lanes.take(lane)?.serial;

describe('the cameras of a node, for its dialog', () => {
  let lanes: PictureLanes;
  beforeEach(() => {
    lanes = new PictureLanes();
  });

  it('make no second picture until the first was taken', () => {
    send(lanes, 'door', 1);
    send(lanes, 'door', 2);
    const first = serialOf(lanes, 'door');
    send(lanes, 'door', 3);

    assert.deepEqual([first, serialOf(lanes, 'door')], [1, 3]);
  });

  it('keep the picture while the next one is made', () => {
    send(lanes, 'door', 1);
    serialOf(lanes, 'door');
    lanes.offer('door');

    assert.equal(serialOf(lanes, 'door'), 1);
  });

  it('have at most 8 pictures, and the names of all', () => {
    for (const lane of names(9)) send(lanes, lane);
    const listed = lanes.list();

    assert.deepEqual(
      listed.map(({ lane }) => lane),
      names(9),
    );
    assert.deepEqual(
      listed.filter(({ picture }) => picture).map(({ lane }) => lane),
      names(8),
    );
  });

  it('give a slot to one that a dialog requests, in place of the one taken longest ago', () => {
    for (const lane of names(9)) send(lanes, lane);
    serialOf(lanes, 'camera 0');
    const before = serialOf(lanes, 'camera 8');
    send(lanes, 'camera 8', 2);

    assert.deepEqual([before, serialOf(lanes, 'camera 8')], [undefined, 2]);
    assert.equal(lanes.list().filter(({ picture }) => picture).length, 8);
    assert.equal(lanes.list().find(({ lane }) => lane === 'camera 1')?.picture, undefined);
  });

  it('are at most 64, also if every message has another topic', () => {
    for (const lane of names(1000)) send(lanes, lane);

    assert.equal(lanes.list().length, 64);
    assert.equal(lanes.take('camera 999'), undefined);
  });
});
