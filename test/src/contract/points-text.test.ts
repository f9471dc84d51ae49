import assert from 'node:assert/strict';
import { zonePointsFrom } from '../../../src/contract/points-text';

const image = { width: 1920, height: 1080 };
const triangle = [
  [0.1, 0.2],
  [0.9, 0.2],
  [0.5, 0.9],
];
describe('the text of points', () => {
  for (const { name, text } of [
    { name: 'JSON', text: '[[0.1, 0.2], [0.9, 0.2], [0.5, 0.9]]' },
    { name: 'JSON on several lines', text: '[\n  [0.1, 0.2],\n  [0.9, 0.2],\n  [0.5, 0.9]\n]\n' },
    { name: 'a list of Frigate', text: '0.1,0.2,0.9,0.2,0.5,0.9' },
    { name: 'a YAML line of Frigate', text: 'coordinates: 0.1,0.2,0.9,0.2,0.5,0.9' },
    { name: 'pairs separated by blanks', text: '0.1,0.2 0.9,0.2 0.5,0.9' },
    { name: 'tuples of Python', text: '((0.1, 0.2), (0.9, 0.2), (0.5, 0.9))' },
    { name: 'numbers in exponential form', text: '[[1e-1, 2e-1], [9e-1, .2], [.5, .9]]' },
  ]) {
    it(`is read from ${name}`, () => assert.deepEqual(zonePointsFrom(text), triangle));
  }

  for (const { name, text } of [
    { name: 'JSON', text: '[[192, 216], [1728, 216], [960, 972]]' },
    { name: 'supervision', text: 'polygon = np.array([[192, 216], [1728, 216], [960, 972]])' },
    { name: 'supervision, with a type', text: 'np.array([[192, 216], [1728, 216], [960, 972]], dtype=np.int32)' },
    { name: 'points of supervision', text: 'Point(192, 216), Point(1728, 216), Point(960, 972)' },
    { name: 'an older list of Frigate', text: '192,216,1728,216,960,972' },
  ]) {
    it(`is divided by the size of the image if it has pixels, from ${name}`, () => {
      assert.deepEqual(zonePointsFrom(text, image), triangle);
      assert.equal(zonePointsFrom(text), undefined);
    });
  }

  for (const { name, text } of [
    { name: 'nothing', text: '' },
    { name: 'an odd count of numbers', text: '0.1,0.2,0.3' },
    { name: 'words', text: 'the driveway' },
    { name: 'a number that is not finite', text: '[[0.1, Infinity]]' },
    { name: 'negative numbers', text: '[[-0.1, 0.2], [0.4, 0.5], [0.1, 0.1]]' },
    { name: 'pixels outside the image', text: '[[192, 216], [2000, 216], [960, 972]]' },
  ]) {
    it(`is refused with ${name}`, () => assert.equal(zonePointsFrom(text, image), undefined));
  }
});
