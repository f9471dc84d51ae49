import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import sharp from 'sharp';
import { type ReadPicture, readDataset } from '../../../src';
import { maskArea } from '../../../src/geometry/mask';

describe('a dataset of other tools', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'others-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const write = (name: string, content: string | Buffer): void => {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), content);
  };
  const json = (name: string, content: unknown): void => write(name, JSON.stringify(content));
  const image = async (name: string, width = 24, height = 16): Promise<void> =>
    write(
      name,
      await sharp({ create: { width, height, channels: 3, background: 'grey' } })
        .png()
        .toBuffer(),
    );

  async function read(path = root): Promise<{ pictures: ReadPicture[]; failures: string[] }> {
    const pictures: ReadPicture[] = [];
    const failures: string[] = [];
    const dataset = await readDataset(path);
    const onFailure = (name: string, message: string): void => {
      failures.push(`${name.replace(root, '')}: ${message}`);
    };
    for await (const picture of dataset.pictures(onFailure)) pictures.push(picture);
    return { pictures, failures };
  }

  /** Of each image: its labels and boxes. */
  const boxes = (pictures: readonly ReadPicture[]): Record<string, string[]> =>
    Object.fromEntries(
      pictures.map(({ file, detections }) => [
        relative(root, file),
        detections.map(({ label, bbox }) => `${label} ${bbox.map((value) => Math.round(value * 100) / 100).join()}`),
      ]),
    );

  interface Annotation {
    readonly id?: number;
    readonly image_id: number;
    readonly [property: string]: unknown;
  }

  const coco = (names: readonly string[], annotations: readonly Annotation[], categories = ['dog']) => ({
    images: names.map((file_name, index) => ({ id: index + 1, file_name, width: 24, height: 16 })),
    categories: categories.map((name, index) => ({ id: index + 1, name })),
    annotations: annotations.map((one) => ({ category_id: 1, ...one })),
  });

  describe('of COCO with several files', () => {
    const dog = { id: 1, image_id: 1, bbox: [1, 1, 2, 2] };
    const person = { id: 2, image_id: 1, category_id: 2, bbox: [3, 3, 4, 4] };

    it('has the instances, if a file is named so', async () => {
      await image('val2017/a.png');
      json('annotations/captions_val2017.json', { images: [], annotations: [{ image_id: 1, caption: 'A dog' }] });
      json('annotations/instances_val2017.json', coco(['a.png'], [dog, person], ['dog', 'person']));
      json('annotations/person_keypoints_val2017.json', coco(['a.png'], [person], ['none', 'person']));
      const { pictures } = await read();

      assert.deepEqual(boxes(pictures), { 'val2017/a.png': ['dog 1,1,2,2', 'person 3,3,4,4'] });
      assert.deepEqual((await readDataset(root)).classes, ['dog', 'person']);
    });

    it('joins the annotations of an image, each once', async () => {
      await image('images/a.png');
      await image('images/b.png');
      const cat = { id: 1, image_id: 2, bbox: [5, 5, 2, 2] };
      json('annotations/a.json', coco(['a.png'], [dog, { ...dog, id: 7 }, person], ['dog', 'person']));
      json('annotations/b.json', coco(['b.png', 'a.png'], [cat], ['cat']));
      json(
        'annotations/c.json',
        coco(
          ['a.png'],
          [
            { ...person, id: 8 },
            { ...dog, bbox: [1, 1, 3, 2] },
          ],
          ['dog', 'person'],
        ),
      );
      const { pictures } = await read();

      assert.deepEqual(boxes(pictures), {
        'images/a.png': ['dog 1,1,2,2', 'dog 1,1,2,2', 'person 3,3,4,4', 'cat 5,5,2,2', 'dog 1,1,3,2'],
        'images/b.png': [],
      });
    });

    it('is refused without categories', async () => {
      json('annotations/a.json', coco(['a.png'], [dog], []));

      await assert.rejects(readDataset(root), {
        code: 'BAD_DATASET',
        message: /^The categories are missing in .*a\.json$/,
      });
    });

    it('counts a missing image once', async () => {
      for (const name of ['a', 'b']) json(`annotations/${name}.json`, coco(['a.png'], []));

      assert.deepEqual((await read()).failures, ['a.png: The image is missing']);
    });

    it('has images of the same name in different folders apart', async () => {
      for (const split of ['train', 'val']) {
        await image(`${split}/a.png`);
        json(`annotations/instances_${split}.json`, coco(['a.png'], [dog]));
      }
      const { pictures } = await read();

      assert.deepEqual(boxes(pictures), { 'train/a.png': ['dog 1,1,2,2'], 'val/a.png': ['dog 1,1,2,2'] });
    });
  });

  describe('of YOLO', () => {
    for (const [names, ids, labels] of [
      ['{0: cat, 2: dog, 3: cow}', [0, 2, 3], ['cat', 'dog', 'cow']],
      ['{1: cat, 2: dog}', [1, 2], ['cat', 'dog']],
      ['[cat, dog]', [1, 0], ['dog', 'cat']],
    ] as const) {
      it(`has the classes of ${names} by their ids`, async () => {
        await image('images/a.png');
        write('labels/a.txt', ids.map((id) => `${id} 0.5 0.5 0.5 0.5`).join('\n'));
        write('data.yaml', `train: images\nnames: ${names}\n`);
        const { pictures } = await read();

        assert.deepEqual(
          pictures[0]!.detections.map(({ label }) => label),
          labels,
        );
      });
    }

    for (const id of ['1', '1.5', '-1', 'x']) {
      it(`has no class with the id ${id}`, async () => {
        await image('images/a.png');
        write('labels/a.txt', `${id} 0.5 0.5 0.5 0.5`);
        write('data.yaml', 'train: images\nnames: {0: cat, 2: dog}\n');

        assert.match((await read()).failures[0]!, /: A class and a box or polygon must be in line 1 of /);
      });
    }

    for (const [problem, yaml] of [
      ['../ before a folder next to data.yaml', 'train: ../train/images'],
      ['backslashes', 'train: ..\\train\\images'],
      ['a path of another machine', 'path: /content/datasets/dogs\ntrain: train/images'],
      ['a path that is relative to the file', 'path: /one\ntrain: images'],
      ['a path in a folder of datasets', 'path: ../datasets/dogs\ntrain: train/images'],
      ['a list of images', 'path: /gone\ntrain: ../list.txt'],
    ] as const) {
      it(`is found with ${problem}`, async () => {
        await image('set/train/images/a.png');
        await image('set/one/images/a.png');
        write('set/list.txt', './train/images/a.png\n');
        write('set/data.yaml', `${yaml}\nval: ../valid/images\nnames: [cat]\n`);
        const { pictures } = await read(join(root, 'set'));

        assert.deepEqual(Object.keys(boxes(pictures)), [`set/${yaml.includes('/one') ? 'one' : 'train'}/images/a.png`]);
      });
    }

    it('keeps to a folder that exists', async () => {
      await image('train/images/a.png');
      await image('set/train/images/b.png');
      write('set/data.yaml', 'train: ../train/images\nnames: [cat]\n');

      assert.deepEqual(Object.keys(boxes((await read(join(root, 'set'))).pictures)), ['train/images/a.png']);
    });

    for (const [yaml, message] of [
      [
        'path: /gone\ntrain: ../images',
        /^No images of .*data\.yaml are found: looked in (?=.*\/images)(?=.*\/gone\/images)/,
      ],
      ['nc: 1', /^No images of .*data\.yaml are found: it has no train, val or test$/],
    ] as const) {
      it(`is refused without images: ${JSON.stringify(yaml)}`, async () => {
        write('data.yaml', `${yaml}\nnames: [cat]\n`);

        await assert.rejects(readDataset(root), { code: 'BAD_DATASET', message });
      });
    }

    it('has the boxes of poses', async () => {
      await image('images/a.png');
      write('labels/a.txt', '0 0.5 0.5 0.5 0.5 0.1 0.1 2 0.9 0.9 2\n0 0.25 0.25 0.5 0.5\n');
      await image('images/b.png');
      write('labels/b.txt', '0 0.5 0.5 0.5 0.5 0.1 0.1 0.9 0.9\n');
      write('data.yaml', 'train: images\nkpt_shape: [2, 3]\nnames: [person]\n');
      const { pictures, failures } = await read();

      assert.deepEqual(boxes(pictures), { 'images/a.png': ['person 6,4,12,8', 'person 0,0,12,8'] });
      assert.ok(pictures[0]!.detections.every(({ mask }) => mask === undefined));
      assert.match(failures[0]!, /: A class and a box with 6 values of key points must be in line 1 of /);
    });
  });

  it('has one class for two spellings of a label', async () => {
    await image('a.png');
    const annotations = [1, 2, 3].map((category_id) => ({ image_id: 1, category_id, bbox: [1, 1, 2, 2] }));
    json('annotations/a.json', coco(['a.png'], annotations, ['cars', 'dog', 'Cars']));

    assert.deepEqual((await readDataset(root)).classes, ['cars', 'dog']);
    assert.deepEqual(boxes((await read()).pictures), { 'a.png': ['cars 1,1,2,2', 'dog 1,1,2,2', 'cars 1,1,2,2'] });
  });

  it('of Label Studio has turned rectangles as masks', async () => {
    await image('a.png', 200, 100);
    const region = (rotation: number) => ({
      ...{ type: 'rectanglelabels', original_width: 200, original_height: 100 },
      value: { x: 50, y: 50, width: 20, height: 10, rotation, rectanglelabels: ['cat'] },
    });
    json('tasks.json', [{ data: { image: 'a.png' }, annotations: [{ result: [0, 90, -30].map(region) }] }]);
    const [straight, turned, slanted] = (await read()).pictures[0]!.detections;

    assert.deepEqual([straight!.bbox, straight!.mask], [[100, 50, 40, 10], undefined]);
    assert.deepEqual(
      [turned!.mask!.offset, turned!.mask!.dims],
      [
        [90, 50],
        [40, 10],
      ],
    );
    assert.ok(turned!.mask!.data.every((pixel) => pixel === 1));
    // Up to the right: the corners are 34.6 and 39.6 pixels right of the first one.
    assert.deepEqual(
      [slanted!.mask!.offset, slanted!.mask!.dims],
      [
        [100, 30],
        [29, 40],
      ],
    );
    assert.ok(Math.abs(maskArea(slanted!.mask!) - 400) < 10);
  });

  describe('with an outline that contains no centre of a pixel', () => {
    const expected = { 'images/a.png': ['cat 12,8,0.24,0.16'] };
    beforeEach(() => image('images/a.png'));

    it('has its box of COCO', async () => {
      const segmentation = [[12, 8, 12.24, 8, 12.24, 8.16]];
      json('annotations/a.json', coco(['a.png'], [{ image_id: 1, segmentation }], ['cat']));

      assert.deepEqual(boxes((await read()).pictures), expected);
    });

    it('has its box of YOLO', async () => {
      write('labels/a.txt', '0 0.5 0.5 0.51 0.5 0.51 0.51');
      write('data.yaml', 'train: images\nnames: [cat]\n');

      assert.deepEqual(boxes((await read()).pictures), expected);
    });

    it('has its box of Label Studio', async () => {
      const points = [
        [50, 50],
        [51, 50],
        [51, 51],
      ];
      const region = {
        ...{ type: 'polygonlabels', original_width: 24, original_height: 16 },
        value: { points, polygonlabels: ['cat'] },
      };
      json('tasks.json', [{ data: { image: 'a.png' }, annotations: [{ result: [region] }] }]);

      assert.deepEqual(boxes((await read()).pictures), expected);
    });

    it('has its box of CVAT', async () => {
      const polygon = '<polygon label="cat" points="12,8;12.24,8;12.24,8.16"/>';
      write(
        'annotations.xml',
        `<annotations><image name="a.png" width="24" height="16">${polygon}</image></annotations>`,
      );

      assert.deepEqual(boxes((await read()).pictures), expected);
    });
  });

  describe('with sizes of images', () => {
    it('has them of COCO, or without them those of the files', async () => {
      await image('a.png');
      await image('b.png', 40, 30);
      const { images, ...others } = coco(['a.png', 'b.png'], [{ image_id: 2, bbox: [1, 1, 2, 2] }]);
      const [one, two] = images;
      json('annotations/a.json', { ...others, images: [one, { id: two!.id, file_name: two!.file_name }] });
      const { pictures } = await read();

      assert.deepEqual(
        pictures.map(({ size }) => size),
        [
          { width: 24, height: 16 },
          { width: 40, height: 30 },
        ],
      );
    });

    it('fails if files of COCO contradict each other', async () => {
      await image('a.png');
      json('annotations/a.json', coco(['a.png'], []));
      json('annotations/b.json', { ...coco([], []), images: [{ id: 1, file_name: 'a.png', width: 48, height: 32 }] });

      assert.deepEqual((await read()).failures, [
        'a.png: The annotated size must be the same everywhere, got "24 x 16, 48 x 32"',
      ]);
    });

    it('has them of CVAT', async () => {
      await image('a.png');
      write('annotations.xml', '<annotations><image name="a.png" width="48" height="32"/></annotations>');

      assert.deepEqual((await read()).pictures[0]!.size, { width: 48, height: 32 });
    });

    it('has them of Label Studio, or without them those of the files', async () => {
      await image('a.png');
      const region = {
        type: 'rectanglelabels',
        value: { x: 50, y: 50, width: 25, height: 25, rectanglelabels: ['cat'] },
      };
      const sized = { ...region, original_width: 48, original_height: 32 };
      json(
        'tasks.json',
        [region, sized].map((one) => ({ data: { image: 'a.png' }, predictions: [{ result: [one] }] })),
      );
      const { pictures } = await read();

      assert.deepEqual(
        pictures.map(({ size, detections }) => [size?.width, detections[0]!.bbox]),
        [
          [24, [12, 8, 6, 4]],
          [48, [24, 16, 12, 8]],
        ],
      );
    });
  });

  describe('with images that cannot be read', () => {
    it('of COCO, has the others', async () => {
      for (const name of ['a.png', 'c.png', 'd.png']) await image(name);
      json(
        'annotations/a.json',
        coco(
          ['a.png', 'b.png', 'c.png', 'd.png'],
          [
            { id: 1, image_id: 1, bbox: [1, 1, 2, 2] },
            { id: 2, image_id: 3 },
            { id: 3, image_id: 4, bbox: [3, 3, 2, 2] },
          ],
        ),
      );
      const { pictures, failures } = await read();

      assert.deepEqual(boxes(pictures), { 'a.png': ['dog 1,1,2,2'], 'd.png': ['dog 3,3,2,2'] });
      assert.deepEqual(failures, [
        'b.png: The image is missing',
        'c.png: bbox of annotation 2 must be [x, y, width, height], got undefined',
      ]);
    });

    it('of YOLO, has the others', async () => {
      await image('images/a.png');
      write('images/b.jpg', '');
      await image('images/c.png');
      write('labels/b.txt', '0 0.5 0.5 0.5 0.5');
      write('labels/c.txt', '7 0.5 0.5 0.5 0.5');
      write('data.yaml', 'train: list.txt\nnames: [cat]\n');
      write('list.txt', 'images/missing.png\nimages/a.png\nimages/b.jpg\nimages/c.png\n');
      const { pictures, failures } = await read();

      assert.deepEqual(boxes(pictures), { 'images/a.png': [] });
      assert.equal(failures[0], '/images/missing.png: The image is missing');
      assert.match(failures[1]!, /^\/images\/b\.jpg: The image /);
      assert.match(
        failures[2]!,
        /^\/images\/c\.png: A class and a box or polygon must be in line 1 of .*labels.c\.txt$/,
      );
    });

    it('of Label Studio, has the others', async () => {
      await image('a.png');
      await image('b.png');
      const task = (name: string, ...result: unknown[]) => ({ data: { image: name }, annotations: [{ result }] });
      json('tasks.json', [
        task('a.png', { type: 'rectanglelabels' }),
        task('missing.png'),
        task('b.png', null, {
          ...{ type: 'rectanglelabels', original_width: 24, original_height: 16 },
          value: { x: 0, y: 0, width: 50, height: 50, rectanglelabels: ['cat'] },
        }),
        task(`data:image/png;base64,${'A'.repeat(1000)}`),
      ]);
      const { pictures, failures } = await read();

      assert.deepEqual(boxes(pictures), { 'b.png': ['cat 0,0,12,8'] });
      assert.match(failures[0]!, /^a\.png: Its annotations cannot be read: /);
      assert.equal(failures[1], 'missing.png: The image is missing');
      assert.match(failures[2]!, /^data:image\/png;base64,A{178}: The image is missing$/);
    });

    it('of CVAT, has the others', async () => {
      await image('images/a.png');
      await image('images/c.png');
      const box = (xtl: string): string => `<box label="cow" xtl="${xtl}" ytl="2" xbr="6" ybr="4"/>`;
      const element = (name: string, content = ''): string =>
        `<image name="${name}" width="24" height="16">${content}</image>`;
      const elements = [element('a.png', box('2')), element('b.png'), element('c.png', box('x'))];
      write('annotations.xml', `<annotations>${elements.join('')}</annotations>`);
      const { pictures, failures } = await read();

      assert.deepEqual(boxes(pictures), { 'images/a.png': ['cow 2,2,4,2'] });
      assert.deepEqual(failures, ['b.png: The image is missing', 'c.png: xtl of box must be a number, got "x"']);
    });

    it('is refused without a function for them', async () => {
      json('annotations/a.json', coco(['a.png'], []));

      await assert.rejects(
        async () => {
          for await (const _ of (await readDataset(root)).pictures());
        },
        { code: 'BAD_DATASET', message: 'a.png: The image is missing' },
      );
    });
  });

  describe('with names of other systems', () => {
    const composed = 'caf\u00e9';
    const decomposed = 'cafe\u0301';

    for (const [disk, named] of [
      [decomposed, composed],
      [composed, decomposed],
    ] as const) {
      it(`finds ${JSON.stringify(disk)} for ${encodeURIComponent(named)}`, async () => {
        await image(`${disk}.png`);
        json('annotations/a.json', coco([`${named}.png`], [{ image_id: 1, bbox: [1, 1, 2, 2] }]));
        const { pictures } = await read();

        assert.equal(pictures[0]?.detections.length, 1);
      });
    }

    it('finds YOLO labels in the other Unicode form', async () => {
      await image(`images/${decomposed}.png`);
      write(`labels/${composed}.txt`, '0 0.5 0.5 0.5 0.5');
      write('data.yaml', 'train: images\nnames: [cat]\n');
      const { pictures } = await read();

      assert.equal(pictures[0]!.detections.length, 1);
    });

    it('finds paths with backslashes', async () => {
      await image('train/a.png');
      await image('b.png');
      json('annotations/a.json', coco(['train\\a.png'], []));
      json('tasks.json', [{ data: { image: '/data/local-files/?d=folder%5Cb.png' } }]);

      assert.deepEqual(boxes((await read(join(root, 'annotations/a.json'))).pictures), { 'train/a.png': [] });
      assert.deepEqual(boxes((await read(join(root, 'tasks.json'))).pictures), { 'b.png': [] });
    });

    it('follows no backslashes out of the folder', async () => {
      json('annotations/a.json', coco(['..\\..\\..\\..\\..\\etc\\hostname'], []));

      assert.equal((await read()).pictures.length, 0);
    });
  });
});
