import assert from 'node:assert/strict';
import { addScene, emptyDataset } from '../../../../models/demo/scenes/coco';
import { nameOf } from '../../../../models/demo/scenes/kinds';
import { drawScene } from '../../../../models/demo/scenes/scene';
import { maskFromRle } from '../../../../src/geometry/mask';

describe('a COCO dataset of scenes', () => {
  it('keeps the name, box, area and mask of every object, and the absent phrases of every image', () => {
    const scenes = [11, 12].map((seed) => drawScene(seed, { side: 96, forTraining: false }));
    const dataset = emptyDataset();
    scenes.forEach((scene, at) => {
      addScene(dataset, scene, `${at}.png`);
    });

    const names = new Map(dataset.categories.map(({ id, name }) => [id, name]));
    const read = scenes.map((_, id) =>
      dataset.annotations
        .filter(({ image_id }) => image_id === id)
        .map(({ category_id, segmentation }) => ({ name: names.get(category_id), mask: maskFromRle(segmentation) })),
    );

    assert.deepEqual(
      read,
      scenes.map(({ objects }) => objects.map(({ kind, mask }) => ({ name: nameOf(kind), mask }))),
    );
    for (const { bbox, area, segmentation } of dataset.annotations) {
      const { offset, dims, data } = maskFromRle(segmentation);
      assert.deepEqual(bbox, [...offset, dims[1], dims[0]]);
      assert.equal(area, data.filter((value) => value === 1).length);
    }
    assert.deepEqual(
      dataset.images.map(({ id, file_name, width, height, absent }) => [id, file_name, width, height, absent]),
      scenes.map(({ absent }, at) => [at, `${at}.png`, 96, 96, absent.map(nameOf)]),
    );
  });
});
