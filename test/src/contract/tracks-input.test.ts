import assert from 'node:assert/strict';
import { tracksInput } from '../../../src/contract/tracks-input';

const track = {
  ...{
    id: 'yard-1-1',
    trackId: 1,
    label: 'dog',
    score: 0.5,
    bbox: [1, 2, 3, 4],
    seen: true,
    firstSeen: 1,
    lastSeen: 2,
  },
  ...{ seconds: 1, still: false, velocity: [0, 0], path: [[1, 2, 3]] },
};

describe('tracks on a message', () => {
  it('are read with all their properties', () => {
    assert.deepEqual(tracksInput('msg.tracks', [{ ...track, note: 'mine' }]), [{ ...track, note: 'mine' }]);
    assert.deepEqual(tracksInput('msg.tracks', []), []);
  });

  it('are read with the newest 64 points of their paths', () => {
    const path = Array.from({ length: 100 }, (_, index) => [index, 0, index]);

    assert.deepEqual(tracksInput('msg.tracks', [{ ...track, path }])[0]!.path, path.slice(36));
  });

  for (const { name, value, says } of [
    {
      name: 'a number',
      value: 7,
      says: /^msg\.tracks must be a list of at most 10000 tracks of object-tracker, got 7/,
    },
    { name: 'too many', value: Array(10_001).fill(track), says: /^msg\.tracks must be a list/ },
    { name: 'null', value: [null], says: /^msg\.tracks\[0\] must be a track .*, got null/ },
    { name: 'a hole', value: Array(1), says: /^msg\.tracks\[0\] must be a track .*, got undefined/ },
    { name: 'a box of three numbers', value: [track, { ...track, bbox: [1, 2, 3] }], says: /^msg\.tracks\[1\]/ },
    { name: 'a negative width', value: [{ ...track, bbox: [1, 2, -3, 4] }], says: /^msg\.tracks\[0\]/ },
    { name: 'a time that is not finite', value: [{ ...track, lastSeen: Number.NaN }], says: /^msg\.tracks\[0\]/ },
    { name: 'a path of text', value: [{ ...track, path: 'left' }], says: /^msg\.tracks\[0\]/ },
    { name: 'a point without a time', value: [{ ...track, path: [[1, 2]] }], says: /^msg\.tracks\[0\]/ },
    { name: 'no label', value: [{ ...track, label: undefined }], says: /^msg\.tracks\[0\]/ },
  ]) {
    it(`are refused with ${name}`, () =>
      assert.throws(() => tracksInput('msg.tracks', value), { code: 'BAD_BOXES', message: says }));
  }
});
