import assert from 'node:assert/strict';
import type { Detection } from '../../../../src';
import { joinedRing } from '../../../../src/dataset/formats/joined-ring';
import { maskPolygons } from '../../../../src/geometry/polygons';
import { type DatasetFolder, found, openDatasetFolder, shade } from '../../../support/datasets';
import { drawnMask, pixelsOf, randomMasks } from '../../../support/masks';

describe('a YOLO dataset', () => {
  let folder: DatasetFolder;
  beforeEach(() => {
    folder = openDatasetFolder();
  });
  afterEach(() => folder.remove());

  async function labelsOf(format: 'yolo' | 'yolo-seg', detections: Detection[]): Promise<string[]> {
    const dataset = await folder.open({ format });
    await dataset.add({ image: shade(10, 10, 8), name: 'grey' }, detections);
    await dataset.close();
    return folder.text('labels/train/grey.txt').split('\n');
  }

  it('has a row with class, centre, width and height for each box, as fractions of the image', async () => {
    const mask = drawnMask('..........', '.....##...', '......#...', '..........');

    assert.deepEqual(await labelsOf('yolo', [found('cat', [1, 2, 3, 4]), found('dog', [0, 0, 9, 8], mask)]), [
      '0 0.25 0.5 0.3 0.5',
      '1 0.6 0.25 0.2 0.25',
      '',
    ]);
  });

  it('has the outline of each mask, or of the box without a mask', async () => {
    const mask = drawnMask('..........', '.....##...', '......#...', '..........');

    assert.deepEqual(await labelsOf('yolo-seg', [found('cat', [1, 2, 3, 4]), found('dog', [0, 0, 9, 8], mask)]), [
      '0 0.1 0.25 0.4 0.25 0.4 0.75 0.1 0.75',
      '1 0.5 0.125 0.7 0.125 0.7 0.375 0.6 0.375 0.6 0.25 0.5 0.25',
      '',
    ]);
  });

  it('has one row for an object of several components', async () => {
    const mask = drawnMask('##........', '##........', '..........', '....#.....', '..........');
    const rows = await labelsOf('yolo-seg', [found('cat', [0, 0, 5, 4], mask)]);

    assert.deepEqual(rows, ['0 0 0 0.2 0 0.2 0.25 0.4 0.375 0.5 0.375 0.5 0.5 0.4 0.5 0.4 0.375 0.2 0.25 0 0.25', '']);
  });

  it('has an empty file for an image without objects', async () => {
    assert.deepEqual(await labelsOf('yolo-seg', []), ['']);
  });

  it('names its classes and splits in data.yaml, with paths relative to it', async () => {
    const dataset = await folder.open({ format: 'yolo', classes: ['say "hi": #1', 'käse'] });
    await dataset.add({ image: shade(10) }, []);
    await dataset.close();

    assert.equal(
      folder.text('data.yaml'),
      'train: images/train\nval: images/train\nnames:\n  0: "say \\"hi\\": #1"\n  1: "käse"\n',
    );
  });

  it('names the folder of each split that has images', async () => {
    const dataset = await folder.open({ format: 'yolo', split: { train: 1, val: 1, test: 1 } });
    for (let grey = 0; grey < 20; grey++) await dataset.add({ image: shade(grey) }, []);
    await dataset.close();

    assert.match(folder.text('data.yaml'), /^train: images\/train\nval: images\/val\ntest: images\/test\nnames: {}\n$/);
    const count = (part: string) => folder.files().filter((file) => file.startsWith(`images/${part}/`)).length;
    assert.ok(['train', 'val', 'test'].every((part) => count(part) > 0));
  });
});

describe('a joined ring', () => {
  /** By the even-odd rule, at the centres of the pixels. */
  function filled(ring: readonly (readonly [number, number])[], width: number, height: number): Uint8Array {
    return Uint8Array.from({ length: width * height }, (_, at) => {
      const [x, y] = [(at % width) + 0.5, Math.floor(at / width) + 0.5];
      const crossings = ring.filter(([x1, y1], index) => {
        const [x2, y2] = ring[(index + 1) % ring.length]!;
        return y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1);
      });
      return crossings.length % 2;
    });
  }

  it('covers exactly the mask, with all components and without holes', () => {
    for (const { mask, size } of randomMasks(200)) {
      const rings = maskPolygons(mask).flatMap(({ outer, holes }) => [outer, ...holes]);

      assert.deepEqual(filled(joinedRing(rings), size.width, size.height), pixelsOf(mask, size));
    }
  });
});
