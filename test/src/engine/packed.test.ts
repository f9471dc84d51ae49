import assert from 'node:assert/strict';
import { type Bbox, type Detection, type Engine, openEngine, type Point, parsePrompt } from '../../../src';
import { maskIou } from '../../../src/geometry/mask';
import { boxOf, type SamCase } from '../../support/golden-cases';
import { openGoldenFolders } from '../../support/golden-folders';
import { goldenBytes, goldenCases, goldenFile } from '../../support/goldens';

const IMAGES = ['images/public/rgb_320x240.png', 'images/public/portrait_203x331.png', 'images/public/tiny_17x31.png'];

const object = (bbox: Bbox): Detection => ({ label: 'object', score: 1, bbox });

describe('packed models on this machine', () => {
  let engine: Engine;
  let folders: ReturnType<typeof openGoldenFolders>;
  before(() => {
    folders = openGoldenFolders();
    engine = openEngine('packed', { graceMs: 0, device: 'cpu' });
  });
  after(async () => {
    await engine.close();
    folders.remove();
  });

  const model = (folder: string) => ({ model: folder, dtype: 'auto', baseFolder: '.' }) as const;

  describe('a detector that takes 8-bit pixels', () => {
    const JSON_FILES = ['config.json', 'preprocessor_config.json', 'tokenizer.json', 'tokenizer_config.json'];
    const find = async (folder: string, image: string): Promise<readonly Detection[]> => {
      const classes = parsePrompt('labels', ['a cat', 'a dog', 'person']);
      const request = { image: goldenBytes(image), model: model(folder), classes, threshold: 0.3 };
      return (await engine.detect(request)).detections;
    };

    for (const image of IMAGES) {
      it(`finds what the unpacked one finds in ${image}`, async () => {
        const golden = 'grounding-dino-dynamic';
        const copied = Object.fromEntries(JSON_FILES.map((file) => [file, `${golden}/${file}`]));
        const folder = folders.join('packed-detector', {
          ...copied,
          'onnx/model.onnx': 'packed/grounding-dino-dynamic.onnx',
        });
        const expected = await find(goldenFile(golden), image);
        const found = await find(folder, image);

        assert.ok(found.length > 0);
        assert.deepEqual(found, expected);
      });
    }
  });

  describe('a segmenter', () => {
    const decoder = (golden: string) => ({
      'onnx/prompt_encoder_mask_decoder.onnx': `${golden}/onnx/prompt_encoder_mask_decoder.onnx`,
    });
    /** `least`: the smallest IoU with the mask of the unpacked graphs. Rounded to fp16, a pixel between two cells may change. */
    const cases = [
      {
        name: 'SAM 2 in one graph, with masks in fp16',
        golden: 'sam2',
        graphs: { 'onnx/segmenter.onnx': 'packed/sam2.onnx' },
        least: 0.9995,
      },
      {
        name: 'SAM 1 in one graph, with masks in fp32',
        golden: 'sam1-boxes',
        graphs: { 'onnx/segmenter.onnx': 'packed/sam1-boxes.onnx' },
        least: 1,
      },
      {
        name: 'SAM 2 with a packed encoder',
        golden: 'sam2',
        graphs: { 'onnx/vision_encoder.onnx': 'packed/sam2-encoder.onnx', ...decoder('sam2') },
        least: 1,
      },
      {
        name: 'SAM 1 with a packed encoder',
        golden: 'sam1-boxes',
        graphs: { 'onnx/vision_encoder.onnx': 'packed/sam1-encoder.onnx', ...decoder('sam1-boxes') },
        least: 1,
      },
    ];
    const pictures = goldenCases<SamCase>('sam')
      .filter(({ model }) => model === 'sam2')
      .map(({ image, detections }) => ({ image, boxes: detections.map(({ box_xyxy }) => object(boxOf(box_xyxy))) }));
    const many = Array.from({ length: 34 }, (_, index) =>
      object([(index % 7) * 40, Math.floor(index / 7) * 40, 60, 50]),
    );

    const cut = async (folder: string, image: string, detections: readonly Detection[], points: Point[] = []) =>
      (await engine.segment({ image: goldenBytes(image), model: model(folder), detections, points })).detections;

    function assertSame(found: readonly Detection[], expected: readonly Detection[], least: number): void {
      assert.equal(found.length, expected.length);
      found.forEach(({ mask, maskScore }, index) => {
        const iou = maskIou(mask!, expected[index]!.mask!);
        assert.ok(iou >= least, `mask ${index}: ${iou}`);
        assert.ok(Math.abs(maskScore! - expected[index]!.maskScore!) <= 1e-5);
      });
    }

    for (const { name, golden, graphs, least } of cases) {
      it(`${name} cuts what the unpacked one cuts: boxes, and more boxes than one run takes`, async () => {
        const files = { ...graphs, 'preprocessor_config.json': `${golden}/preprocessor_config.json` };
        const folder = folders.join(name, files);
        for (const { image, boxes } of pictures) {
          assertSame(await cut(folder, image, boxes), await cut(goldenFile(golden), image, boxes), least);
        }
        assertSame(await cut(folder, IMAGES[0]!, many), await cut(goldenFile(golden), IMAGES[0]!, many), least);
        assert.deepEqual(await cut(folder, IMAGES[0]!, []), []);
      });
    }

    it('in one graph takes points, and points together with a box', async () => {
      const folder = folders.join(cases[0]!.name, {});
      const points: Point[] = [
        { x: 100, y: 120, label: 1 },
        { x: 40, y: 50, label: 0 },
      ];
      for (const detections of [[], [object([30, 40, 200, 150])]]) {
        const found = await cut(folder, IMAGES[0]!, detections, points);

        assertSame(found, await cut(goldenFile('sam2'), IMAGES[0]!, detections, points), 0.9995);
      }
    });

    it('in one graph that takes boxes only refuses points', async () => {
      const folder = folders.join(cases[1]!.name, {});

      await assert.rejects(cut(folder, IMAGES[0]!, [], [{ x: 5, y: 5, label: 1 }]), {
        code: 'MODEL_UNSUPPORTED',
        message: 'This SAM model takes boxes, not points (decoder signature fused-boxes)',
      });
    });
  });
});
