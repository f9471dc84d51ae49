import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { type DatasetFormat, type Detection, openDataset, type ReadPicture, readDataset } from '../../../src';
import { type DatasetFolder, found, openDatasetFolder, shade } from '../../support/datasets';
import { drawnMask, pixelsOf, randomMasks } from '../../support/masks';

const SIZE = { width: 24, height: 16 };

/** Of each image: label, box if there is no mask, and the pixels of the mask. */
type Known = Readonly<Record<string, readonly (readonly [label: string, object: string])[]>>;

const objectOf = ({ label, bbox, mask }: Detection, size = SIZE): readonly [string, string] => [
  label,
  mask ? [...pixelsOf(mask, size)].join('') : bbox.map((value) => Math.round(value * 100) / 100).join(),
];

describe('a dataset that is read', () => {
  let folder: DatasetFolder;
  let root: string;
  beforeEach(() => {
    folder = openDatasetFolder();
    root = mkdtempSync(join(tmpdir(), 'read-'));
  });
  afterEach(() => {
    folder.remove();
    rmSync(root, { recursive: true, force: true });
  });

  const stem = (file: string): string =>
    file
      .split(/[\\/]/)
      .at(-1)!
      .replace(/\.\w+$/, '');

  async function picturesOf(path: string): Promise<ReadPicture[]> {
    const pictures: ReadPicture[] = [];
    for await (const picture of (await readDataset(path)).pictures()) pictures.push(picture);
    return pictures;
  }

  const known = (pictures: readonly ReadPicture[]): Known =>
    Object.fromEntries(pictures.map(({ file, detections }) => [stem(file), detections.map((one) => objectOf(one))]));

  /** Noise of many kinds, and boxes. @returns what was written */
  async function write(format: DatasetFormat): Promise<Known> {
    const dataset = await folder.open({ format, masks: 'rle', split: { train: 2, val: 1, test: 1 }, classes: ['cow'] });
    const masks = randomMasks(200).filter(({ mask, size }) => mask.data.length > 0 && size.width <= SIZE.width);
    const expected: Record<string, (readonly [string, string])[]> = {};
    for (let index = 0; index < 12; index++) {
      const detections = masks
        .slice(index * 3, index * 3 + 3)
        .filter(({ size }) => size.height <= SIZE.height)
        .map(({ mask }, at) => found(`class ${at}`, [0, 0, SIZE.width, SIZE.height], mask));
      if (index % 2 === 0) detections.push(found('a "box"', [1.5, 2, 7, 3.25]));
      await dataset.add({ image: shade(index, SIZE.width, SIZE.height), name: `image_${index}` }, detections);
      expected[`image_${index}`] = detections.map((one) => objectOf(one));
    }
    await dataset.close();
    return expected;
  }

  for (const format of ['coco', 'yolo', 'voc', 'label-studio', 'cvat', 'odvg', 'mask-pngs'] as const) {
    it(`is the same as ${format} of this package wrote it`, async () => {
      const expected = await write(format);
      const pictures = await picturesOf(folder.path);

      assert.deepEqual(known(pictures), expected);
      assert.deepEqual(new Set(pictures.map(({ split }) => split)), new Set(['train', 'val', 'test']));
      assert.deepEqual((await readDataset(folder.path)).classes.slice(0, 1), ['cow']);
    });
  }

  for (const format of ['coco', 'label-studio', 'cvat'] as const) {
    it(`is the same without the log, as ${format}`, async () => {
      const expected = await write(format);
      rmSync(join(folder.path, '.grounded-sam'), { recursive: true });
      const pictures = await picturesOf(folder.path);

      assert.deepEqual(known(pictures), expected);
      assert.deepEqual(new Set(pictures.map(({ split }) => split)), new Set(['train', 'val', 'test']));
    });
  }

  for (const format of ['yolo', 'yolo-seg'] as const) {
    it(`has the objects of ${format} without the log`, async () => {
      const dataset = await folder.open({ format, classes: ['cow', 'dog'] });
      const mask = drawnMask('......', '.####.', '.#..#.', '.####.');
      await dataset.add({ image: shade(1, 24, 16), name: 'image' }, [found('dog', [0, 0, 1, 1], mask)]);
      await dataset.close();
      rmSync(join(folder.path, '.grounded-sam'), { recursive: true });
      const [picture] = await picturesOf(folder.path);

      const expected = format === 'yolo' ? ['dog', '1,1,4,3'] : objectOf(found('dog', [0, 0, 1, 1], mask));
      assert.deepEqual(
        picture!.detections.map((one) => objectOf(one)),
        [expected],
      );
      assert.equal(picture!.split, 'train');
    });
  }

  const image = async (name: string, width = 24, height = 16): Promise<void> => {
    mkdirSync(join(root, name, '..'), { recursive: true });
    await sharp({ create: { width, height, channels: 3, background: 'grey' } }).toFile(join(root, name));
  };
  const json = (name: string, content: unknown): void => {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), JSON.stringify(content));
  };
  const cocoFile = (annotation: object, file_name = 'a.png') => ({
    images: [{ id: 7, file_name, width: 24, height: 16 }],
    categories: [{ id: 3, name: 'dog' }],
    annotations: [{ id: 1, image_id: 7, category_id: 3, ...annotation }],
  });

  it('may be COCO with polygons of fractions of pixels, and run lengths that are not compressed', async () => {
    await image('val2017/a.png');
    const square = [[1.2, 0.7, 4.4, 0.7, 4.4, 2.6, 1.2, 2.6]];
    json('annotations/instances_val2017.json', cocoFile({ bbox: [1, 1, 3, 2], segmentation: square, score: 0.25 }));
    const [picture] = await picturesOf(root);
    json('annotations/instances_val2017.json', cocoFile({ segmentation: { size: [16, 24], counts: [17, 2, 365] } }));
    const [other] = await picturesOf(join(root, 'annotations/instances_val2017.json'));

    const pixels = drawnMask('........', '.###....', '.###....');
    assert.deepEqual(objectOf(picture!.detections[0]!), objectOf(found('dog', [0, 0, 1, 1], pixels)));
    assert.deepEqual([picture!.split, picture!.detections[0]!.score], ['val', 0.25]);
    assert.deepEqual(
      objectOf(other!.detections[0]!),
      objectOf(found('dog', [0, 0, 1, 1], drawnMask('........', '.#......', '.#......'))),
    );
  });

  it('may be an export of Label Studio: annotations count before predictions', async () => {
    await image('images/1a2b3c4d-a.png');
    const region = (label: string, x: number) => ({
      ...{ type: 'rectanglelabels', original_width: 24, original_height: 16 },
      value: { x, y: 25, width: 50, height: 50, rectanglelabels: [label] },
    });
    json('export.json', [
      {
        data: { picture: '/data/upload/1/1a2b3c4d-a.png' },
        annotations: [
          { result: [region('cat', 0)] },
          { result: [region('dog', 25), { type: 'choices', value: { choices: ['night'] } }] },
          { was_cancelled: true, result: [region('cow', 0)] },
        ],
        predictions: [{ result: [region('cat', 0)] }],
      },
    ]);
    const [picture] = await picturesOf(join(root, 'export.json'));

    assert.deepEqual(
      picture!.detections.map((one) => objectOf(one)),
      [['dog', '6,4,12,8']],
    );
  });

  it('may be YOLO with names by number, lists of images and EXIF orientation', async () => {
    await image('photos/images/a.png');
    await sharp({ create: { width: 16, height: 24, channels: 3, background: 'grey' } })
      .withExif({ IFD0: { Orientation: '6' } })
      .withMetadata({ orientation: 6 })
      .toFile(join(root, 'photos/images/b.jpg'));
    mkdirSync(join(root, 'photos/labels'));
    writeFileSync(join(root, 'photos/labels/b.txt'), '1 0.5 0.5 0.5 0.5\r\n');
    writeFileSync(join(root, 'list.txt'), 'photos/images/a.png\r\nphotos/images/b.jpg\n');
    writeFileSync(join(root, 'data.yaml'), 'test: list.txt\nnames:\n  0: cat\n  1: dog\n');
    const pictures = await picturesOf(root);

    assert.deepEqual(known(pictures), { a: [], b: [['dog', '6,4,12,8']] });
    assert.deepEqual(
      pictures.map(({ split }) => split),
      ['test', 'test'],
    );
  });

  const cvat = (name: string, ...shapes: string[]): string =>
    `<image id="0" name="${name}" subset="Validation" width="24" height="16">${shapes.join('')}</image>`;
  const xml = (file: string, ...content: string[]): void => {
    mkdirSync(join(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), `<?xml version="1.0"?>\n<annotations>${content.join('\n')}</annotations>`);
  };
  const runs = (rle: string, place: string): string => `<mask label="dog" rle="${rle}" ${place}/>`;
  const square = 'left="1" top="1" width="2" height="2"';

  it('may be CVAT with attributes, a turned box, a mask with a margin and shapes that are no objects', async () => {
    await image('images/Validation/a b/a.png');
    const score = '<attribute name="pose">0.9</attribute><attribute name="score"><![CDATA[0.25]]></attribute>';
    xml(
      'annotations.xml',
      '<!-- a > b --><meta><task><labels><label><name>cow</name></label><label><name>leg</name><parent>cow</parent></label></labels></task></meta>',
      cvat(
        'a b/a.png',
        `<box label="d&amp;g" source="manual" occluded="1" xtl='2' ytl="2" xbr="6.5" ybr="4" pose=">">${score}</box>`,
        '<box label="cow" xtl="2" ytl="2" xbr="6" ybr="4" rotation="90.0"/>',
        '<polygon label="cow" points="1.2,0.7;4.4,0.7;4.4,2.6;1.2,2.6"/>',
        runs('5, 1, 3', 'left="0" top="0" width="3" height="3"'),
        '<tag label="night"/><polyline label="cow" points="1,1;2,2"/><ellipse label="cow" cx="9" cy="9" rx="2" ry="2"/>',
      ),
    );
    const [picture] = await picturesOf(root);

    assert.deepEqual(
      picture!.detections.map((one) => objectOf(one)),
      [
        ['d&g', '2,2,4.5,2'],
        objectOf(found('cow', [0, 0, 1, 1], drawnMask('.....', '...##', '...##', '...##', '...##'))),
        objectOf(found('cow', [0, 0, 1, 1], drawnMask('....', '.###', '.###'))),
        objectOf(found('dog', [0, 0, 1, 1], drawnMask('...', '..#'))),
      ],
    );
    assert.deepEqual([picture!.split, ...picture!.detections.map(({ score }) => score)], ['val', 0.25, 1, 1, 1]);
    assert.deepEqual((await readDataset(root)).classes, ['cow', 'd&g', 'dog']);
  });

  it('may be CVAT with an XML file for each task, next to the images', async () => {
    await image('one/a.png');
    await image('two/images/b.png');
    xml('one/annotations.xml', cvat('a.png', '<box label="cow" xtl="2" ytl="2" xbr="6" ybr="4"/>'));
    xml('two/annotations.xml', cvat('b.png'));
    xml('two/other.xml');

    assert.deepEqual(known(await picturesOf(root)), { a: [['cow', '2,2,4,2']], b: [] });
    assert.deepEqual(known(await picturesOf(join(root, 'one/annotations.xml'))), { a: [['cow', '2,2,4,2']] });
  });

  for (const [problem, content, message] of [
    ['has an entity of its own', '&lol;', /^Invalid XML in .*annotations\.xml: it has an unknown entity &lol;$/],
    ['is not closed', '<image>', /^Invalid XML in .*: <\/annotations> closes no element$/],
    ['ends too early', '<image name="', /: it ends too early$/],
    ['has a character that no text has', '&#x110000;', /: it has an unknown entity &#x110000;$/],
    ['has an attribute without a value', '<image name>', /: an attribute of image has no value in quotes$/],
    ['is very deep', '<image>'.repeat(1e5), /more than 64 elements are inside each other$/],
    ['is a video', '<track label="dog"/>', /^CVAT for video cannot be read: .* "CVAT for images 1\.1"$/],
    [
      'has an image without a size',
      '<image name="a.png"/>',
      /^a\.png: width of image must be a number, got undefined$/,
    ],
    [
      'has an image of no real size',
      '<image name="a.png" width="1e9" height="1e9"/>',
      /^a\.png: The size must be width and height in pixels, got "1000000000 x 1000000000"$/,
    ],
    [
      'has a name that leads out of its folder',
      cvat('../../../../../../../../etc/hostname'),
      /^\.\..*: The image is missing$/,
    ],
    ['has an absolute name', cvat('/etc/hostname'), /^\/etc\/hostname: The image is missing$/],
    [
      'has a subset that leads out of its folder',
      '<image name="hostname" subset="../../../../../../../../etc" width="1" height="1"/>',
      /^hostname: The image is missing$/,
    ],
    ['has runs that are too short', cvat('a.png', runs('0, 3', square)), /^a\.png: The mask must be inside the image/],
    ['has runs that are too long', cvat('a.png', runs('0, 1e15', square)), /^a\.png: The mask must be /],
    ['has negative runs', cvat('a.png', runs('-2, 6', square)), /^a\.png: The mask must be /],
    ['has runs that are no numbers', cvat('a.png', runs('4, x', square)), /^a\.png: The mask must be /],
    ['has a mask without runs', cvat('a.png', `<mask label="dog" ${square}/>`), /^a\.png: The mask must be /],
    [
      'has a mask outside the image',
      cvat('a.png', runs('0, 4', 'left="23" top="1" width="2" height="2"')),
      /^a\.png: The mask must be /,
    ],
    [
      'has a huge mask',
      cvat('a.png', runs('0, 1e18', 'left="0" top="0" width="1e9" height="1e9"')),
      /^a\.png: The mask must be /,
    ],
    [
      'has a box without a corner',
      cvat('a.png', '<box label="dog" xtl="1" ytl="1" xbr="Infinity" ybr="2"/>'),
      /^a\.png: xbr of box must be a number, got "Infinity"$/,
    ],
    [
      'has a box of negative width',
      cvat('a.png', '<box label="dog" xtl="9" ytl="1" xbr="2" ybr="2"/>'),
      /^a\.png: The box must be xtl <= xbr and ytl <= ybr, got "9, 1, 2, 2"$/,
    ],
    [
      'has a polygon of two points',
      cvat('a.png', '<polygon label="dog" points="1,1;2,2"/>'),
      /^a\.png: The polygon must be points "x,y;x,y;x,y", got "1,1;2,2"$/,
    ],
  ] as const) {
    it(`is refused if CVAT ${problem}`, async () => {
      await image('a.png');
      xml('annotations.xml', content);

      await assert.rejects(picturesOf(root), { code: 'BAD_DATASET', message });
    });
  }

  it('is refused if XML of CVAT defines entities', async () => {
    const laughs = Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join('');
    const text = `<!DOCTYPE x [<!ENTITY l0 "ha">${laughs}]><annotations><image name="&l9;"/></annotations>`;
    writeFileSync(join(root, 'annotations.xml'), text);

    await assert.rejects(picturesOf(root), { code: 'BAD_DATASET', message: /: it has a document type$/ });
  });

  for (const [problem, prepare, message] of [
    ['there is none', () => json('notes.json', { a: 1 }), /^No dataset that can be read is in /],
    ['JSON is damaged', () => writeFileSync(join(root, 'tasks.json'), '[{'), /^The dataset cannot be read: /],
    [
      'an image is missing',
      () => json('annotations/a.json', cocoFile({ bbox: [1, 1, 2, 2] })),
      /^a\.png: The image is missing$/,
    ],
    [
      'a name leads out of its folder',
      () => json('annotations/a.json', cocoFile({ bbox: [1, 1, 2, 2] }, '../../../../etc/hostname')),
      /^\.\..*: The image is missing$/,
    ],
    [
      'run lengths do not fit the image',
      async () => {
        await image('a.png');
        json('annotations/a.json', cocoFile({ segmentation: { size: [16, 24], counts: [17, 2, 1e9] } }));
      },
      /^a\.png: segmentation of annotation 1 must be COCO RLE \{size: \[height, width\], counts\} of its size, got /,
    ],
    [
      'an annotation of COCO has a text as segmentation',
      async () => {
        await image('a.png');
        json('annotations/a.json', cocoFile({ segmentation: 'RLE' }));
      },
      /^a\.png: Its annotations cannot be read: /,
    ],
    [
      'a region of Label Studio has no value',
      async () => {
        await image('a.png');
        json('tasks.json', [{ data: { image: 'a.png' }, annotations: [{ result: [{ type: 'brushlabels' }] }] }]);
      },
      /^a\.png: Its annotations cannot be read: /,
    ],
    [
      'brush strokes end too early',
      async () => {
        await image('a.png');
        const value = { rle: [0, 0, 6, 0], brushlabels: ['cat'] };
        const region = { type: 'brushlabels', original_width: 24, original_height: 16, value };
        json('tasks.json', [{ data: { image: 'a.png' }, annotations: [{ result: [region] }] }]);
      },
      /^a\.png: Brush strokes end too early$/,
    ],
    [
      'a row of YOLO has no known class',
      async () => {
        await image('images/train/a.png');
        writeFileSync(join(root, 'data.yaml'), 'train: images/train\nnames: [cat]\n');
        mkdirSync(join(root, 'labels/train'), { recursive: true });
        writeFileSync(join(root, 'labels/train/a.txt'), '1 0.5 0.5 0.5 0.5\n');
      },
      /^.*a\.png: A class and a box or polygon must be in line 1 of .*a\.txt$/,
    ],
  ] as const) {
    it(`is refused if ${problem}`, async () => {
      await prepare();

      await assert.rejects(picturesOf(root), { code: 'BAD_DATASET', message });
    });
  }

  it('becomes an equal one by way of Label Studio and CVAT', async () => {
    const expected = await write('coco');
    const through = async (from: string, to: string, format: DatasetFormat): Promise<void> => {
      const { classes } = await readDataset(from);
      const dataset = await openDataset(to, { format, classes, masks: 'rle' });
      for (const { file, split, detections } of await picturesOf(from)) {
        await dataset.add(
          { image: await sharp(file).png().toBuffer(), name: file, ...(split && { split }) },
          detections,
        );
      }
      await dataset.close();
      rmSync(join(to, '.grounded-sam'), { recursive: true });
    };
    await through(folder.path, join(root, 'studio'), 'label-studio');
    await through(join(root, 'studio'), join(root, 'cvat'), 'cvat');
    await through(join(root, 'cvat'), join(root, 'coco'), 'coco');

    assert.deepEqual(known(await picturesOf(join(root, 'coco'))), expected);
  });
});
