import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import {
  type Bbox,
  type Detection,
  type Engine,
  openEngine,
  type PhrasesMode,
  parsePrompt,
  type SegmentRequest,
} from '../../../src';
import { boxIou } from '../../../src/geometry/box';
import { maskArea, maskBounds, maskFromRle, maskIou } from '../../../src/geometry/mask';
import type { CocoRle } from '../../../src/geometry/rle';
import {
  boxOf,
  type DetectionReference,
  type MetaCase,
  missingDetections,
  type PointsCase,
  type SamCase,
} from '../../support/golden-cases';
import { openGoldenFolders } from '../../support/golden-folders';
import { goldenBytes, goldenCases, goldenFile } from '../../support/goldens';

interface DetectionCase {
  readonly id: string;
  readonly model: string;
  readonly image: string;
  readonly labels: readonly string[];
  readonly span_reference: DetectionReference;
}

/** @param folder of the goldens, or one of its own */
const model = (folder: string) =>
  ({ model: isAbsolute(folder) ? folder : goldenFile(folder), dtype: 'auto', baseFolder: '.' }) as const;
const detectorCases = goldenCases<DetectionCase>('detection');

describe('whole models through the engine', () => {
  let engine: Engine;
  let folders: ReturnType<typeof openGoldenFolders>;
  before(() => {
    folders = openGoldenFolders();
    engine = openEngine('goldens', { graceMs: 0, device: 'cpu' });
  });
  after(async () => {
    await engine.close();
    folders.remove();
  });

  async function find({ image, labels, span_reference, model: name }: DetectionCase): Promise<readonly Detection[]> {
    const classes = parsePrompt('labels', labels);
    const { threshold } = span_reference;
    const result = await engine.detect({ image: goldenBytes(image), model: model(name), classes, threshold });
    return result.detections;
  }

  function assertSame(found: readonly Detection[], { span_reference: reference }: DetectionCase): void {
    assert.deepEqual(missingDetections(found, reference, 1e-3), []);
    assert.equal(found.length, reference['nms_iou_0.5_class_aware_keep'].length);
  }

  // An untrained model is chaos: one grey level in every fiftieth byte changes half of what it finds. This holds because
  // the engine resizes these pictures exactly as Pillow does.
  describe('a detector finds what transformers finds', () => {
    for (const golden of detectorCases) {
      it(golden.id, async () => assertSame(await find(golden), golden));
    }
  });

  describe('one by one', () => {
    for (const folder of ['grounding-dino-fixed', 'grounding-dino-dynamic', 'grounding-dino-external-masks']) {
      const run = async (labels: readonly string[], phrases: PhrasesMode): Promise<readonly Detection[]> => {
        const classes = parsePrompt('labels', labels);
        const image = goldenBytes('images/public/rgb_320x240.png');
        const request = { image, model: model(folder), classes, threshold: 0.3, phrases };
        return (await engine.detect(request)).detections;
      };

      it(`${folder}: a single phrase is found as if it were the complete prompt`, async () => {
        const found = await run(['a cat'], 'one by one');

        assert.ok(found.length > 0);
        assert.deepEqual(found, await run(['a cat'], 'together'));
      });

      it(`${folder}: several phrases are found as if each were alone`, async () => {
        const labels = ['a cat', 'a dog', 'person'];
        const alone = [];
        for (const label of labels) alone.push(...(await run([label], 'together')));

        assert.deepEqual(await run(labels, 'one by one'), alone.sort((a, b) => b.score - a.score).slice(0, 100));
      });
    }
  });

  describe('a picture too long and narrow is refused before the graph fails on it', () => {
    for (const [width, height] of [
      [5000, 1],
      [16, 1600],
    ] as const) {
      it(`${width} x ${height}`, async () => {
        const image = { data: Buffer.alloc(width * height * 3, 128), width, height, channels: 3 } as const;
        const request = { model: model('grounding-dino-dynamic'), classes: parsePrompt('labels', 'a cat') };

        await assert.rejects(engine.detect({ ...request, image }), {
          code: 'BAD_IMAGE',
          message: `Image too long and narrow: ${width} x ${height} pixels. This model takes images up to 9 times as long as wide. Split it into tiles`,
        });
        assert.ok(await engine.detect({ ...request, image: goldenBytes('images/public/rgb_320x240.png') }));
      });
    }

    it('and the longest image that is accepted works', async () => {
      const [width, height] = [900, 100];
      const image = { data: Buffer.alloc(width * height * 3, 128), width, height, channels: 3 } as const;
      const request = { model: model('grounding-dino-dynamic'), classes: parsePrompt('labels', 'a cat') };

      assert.deepEqual((await engine.detect({ ...request, image })).image, { width, height });
    });
  });

  describe('a detector is recognised by what its graph takes', () => {
    const source = goldenFile('grounding-dino-dynamic');
    const config = JSON.parse(goldenBytes('grounding-dino-dynamic/config.json').toString()) as object;
    let folder: string;
    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'detector-'));
      cpSync(source, folder, { recursive: true });
    });
    after(() => rmSync(folder, { recursive: true }));

    const load = async (more: object) => {
      writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...config, ...more }));
      // A model that is loaded is not read again: an engine for each.
      const own = openEngine('recognised', { graceMs: 0, device: 'cpu' });
      return own.load('detector', { model: folder, dtype: 'auto', baseFolder: '.' }).finally(() => own.close());
    };

    for (const modelType of ['mm-grounding-dino', 'my-own-detector', undefined]) {
      it(`with the model_type ${modelType}`, async () => {
        assert.equal((await load({ model_type: modelType })).task, 'detector');
      });
    }

    it('unless its model_type is of another family', async () => {
      await assert.rejects(load({ model_type: 'owlv2' }), {
        code: 'MODEL_UNSUPPORTED',
        message: /has the model_type owlv2\. /,
      });
    });
  });

  it('a model with float16 inputs and outputs works like any other', async () => {
    const [width, height] = [80, 60];
    const data = Buffer.alloc(width * height * 3);
    for (let at = 0; at < data.length; at += 3) data.set([51, 102, 204], at);
    const result = await engine.detect({
      image: { data, width, height, channels: 3 },
      model: { model: 'test/fixtures/float16-detector', dtype: 'auto', baseFolder: '.' },
      classes: parsePrompt('labels', 'a. a'),
    });

    assert.deepEqual(result.model, {
      model: 'test/fixtures/float16-detector',
      task: 'detector',
      dtype: 'fp16',
      device: 'cpu',
    });
    assert.deepEqual(
      result.detections.map(({ score }) => score.toFixed(4)),
      ['0.8808', '0.7311'],
    );
    const near = (bbox: Bbox, expected: Bbox): boolean =>
      expected.every((side, at) => Math.abs(side - bbox[at]!) < 0.1);
    // The mean of the colours, rounded to halves: 0.2 - 0.8 / 2 clipped at the left edge, 0.4 - 0.5 / 2 ...
    assert.ok(near(result.detections[0]!.bbox, [0, 9, 48, 30]), String(result.detections[0]!.bbox));
    assert.ok(near(result.detections[1]!.bbox, [15, 30, 10, 30]), String(result.detections[1]!.bbox));
  });

  describe('a segmenter cuts what transformers cuts', () => {
    const boxesOf = ({ detections }: SamCase) => detections.map(({ box_xyxy }) => object(boxOf(box_xyxy)));
    const cases = goldenCases<SamCase>('sam');
    for (const golden of cases) {
      it(golden.id, async () => {
        const { detections } = await cut(golden.image, golden.model, { detections: boxesOf(golden) });

        assert.equal(detections.length, golden.detections.length);
        detections.forEach((found, index) => {
          const { final_mask_best, iou_scores } = golden.detections[index]!;
          assertCut(found, final_mask_best, Math.max(...iou_scores));
        });
      });
    }

    it('with weights in files next to the graphs', async () => {
      const golden = cases.find(({ model: name }) => name === 'sam2')!;
      const { detections } = await cut(golden.image, 'sam2-external-data', { detections: boxesOf(golden) });

      detections.forEach((found, index) => {
        const { final_mask_best, iou_scores } = golden.detections[index]!;
        assertCut(found, final_mask_best, Math.max(...iou_scores));
      });
    });

    it('by points, if the decoder takes only points', async () => {
      const [golden] = goldenCases<PointsCase>('sam_points') as [PointsCase];
      const folder = folders.join('sam1-points', {
        'onnx/vision_encoder.onnx': 'sam1-boxes/onnx/vision_encoder.onnx',
        'onnx/prompt_encoder_mask_decoder.onnx': 'sam1-boxes/onnx/prompt_encoder_mask_decoder_points.onnx',
        'preprocessor_config.json': 'sam1-boxes/preprocessor_config.json',
      });
      for (const [index, [[x, y]]] of golden.points_original_pixels.entries()) {
        const { detections } = await cut(golden.image, folder, { detections: [], points: [{ x, y, label: 1 }] });

        assert.equal(detections.length, 1);
        assertCut(detections[0]!, golden.final_mask_best[index]!, Math.max(...golden.iou_scores[index]!));
        assert.deepEqual([detections[0]!.label, detections[0]!.score], ['object', 1]);
        assert.deepEqual(detections[0]!.bbox, maskBounds(detections[0]!.mask!));
      }
    });

    for (const encoder of [
      'sam1-boxes/onnx/vision_encoder.onnx',
      'meta-sam-decoder/onnx/encoder_use_preprocess.onnx',
    ]) {
      for (const golden of goldenCases<MetaCase>('meta_sam')) {
        it(`${golden.id}, with the decoder of Meta behind ${encoder}`, async () => {
          const folder = folders.join(`meta behind ${encoder.split('/')[0]}`, {
            'encoder.onnx': encoder,
            'decoder.onnx': 'meta-sam-decoder/onnx/decoder.onnx',
          });
          const { box_xyxy: box, points = [], labels = [] } = golden.prompt_original_pixels;
          const { detections } = await cut(golden.image, folder, {
            detections: box ? [object(boxOf(box))] : [],
            points: points.map(([x, y], index) => ({ x, y, label: labels[index]! })),
          });
          const best = golden.best_of_1_to_3;

          assertCut(detections[0]!, golden.masks_rle_gt0[best]!, golden.iou_predictions[best]!);
        });
      }
    }

    it('with the decoder of EfficientViT-SAM, whose square is larger than that of its encoder', async () => {
      const golden = goldenCases<MetaCase>('meta_sam').find(({ id }) => id === 'rgb_320x240.png|box')!;
      const best = golden.best_of_1_to_3;

      const { detections } = await cut(golden.image, 'efficientvit-sam', {
        detections: [object(boxOf(golden.prompt_original_pixels.box_xyxy!))],
      });

      assertCut(detections[0]!, golden.masks_rle_gt0[best]!, golden.iou_predictions[best]!);
    });

    it('boxes by their centres, if the decoder takes only points', async () => {
      const golden = cases.find(({ model: name }) => name === 'sam1-boxes')!;
      const folder = folders.join('sam1-points', {});
      const boxes = boxesOf(golden);
      const { detections } = await cut(golden.image, folder, { detections: boxes });
      for (const [index, { bbox }] of boxes.entries()) {
        const middle = { x: bbox[0] + bbox[2] / 2, y: bbox[1] + bbox[3] / 2, label: 1 } as const;
        const shown = await cut(golden.image, folder, { detections: [], points: [middle] });
        const nearness = ({ mask }: Detection): number => boxIou(maskBounds(mask!), bbox);

        assert.deepEqual(detections[index]!.bbox, bbox);
        assert.ok(nearness(detections[index]!) >= nearness(shown.detections[0]!));
      }
    });

    it('refuses points if the decoder takes only boxes', async () => {
      const { image } = cases[0]!;
      const points = [{ x: 5, y: 5, label: 1 }] as const;

      await assert.rejects(cut(image, 'sam1-boxes', { detections: [], points }), {
        code: 'MODEL_UNSUPPORTED',
        message: 'This SAM model takes boxes, not points (decoder signature sam1-boxes)',
      });
    });
  });

  const cut = (image: string, name: string, prompts: Pick<SegmentRequest, 'detections' | 'points'>) =>
    engine.segment({ image: goldenBytes(image), model: model(name), ...prompts });
});

const object = (bbox: Bbox): Detection => ({ label: 'object', score: 1, bbox });

function assertCut({ mask, maskScore, area }: Detection, expected: CocoRle, predictedIou: number): void {
  const iou = maskIou(mask!, maskFromRle(expected));

  assert.ok(iou > 0.999, `the masks share ${iou}`);
  assert.equal(area, maskArea(mask!));
  assert.ok(Math.abs(maskScore! - Math.min(Math.max(predictedIou, 0), 1)) < 1e-3);
}
