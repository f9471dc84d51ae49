import assert from 'node:assert/strict';
import { isAbsolute } from 'node:path';
import { type Bbox, type Detection, type Engine, openEngine, parsePrompt, type SegmentRequest } from '../../../src';
import { boxIou } from '../../../src/geometry/box';
import { maskArea, maskBounds, maskFromRle, maskIou } from '../../../src/geometry/mask';
import type { CocoRle } from '../../../src/geometry/rle';
import { openGoldenFolders } from '../../support/golden-folders';
import { goldenBytes, goldenCases, goldenFile } from '../../support/goldens';

interface DetectionCase {
  readonly id: string;
  readonly model: string;
  readonly image: string;
  readonly labels: readonly string[];
  readonly span_reference: {
    readonly threshold: number;
    readonly detections: readonly { query: number; label: string; score: number; box_clamped: Corners }[];
    readonly 'nms_iou_0.5_class_aware_keep': readonly number[];
  };
}

interface SamCase {
  readonly id: string;
  readonly model: string;
  readonly image: string;
  readonly detections: readonly { box_xyxy: Corners; iou_scores: readonly number[]; final_mask_best: CocoRle }[];
}

interface PointsCase {
  readonly image: string;
  readonly points_original_pixels: readonly [[number, number]][];
  readonly iou_scores: readonly (readonly number[])[];
  readonly final_mask_best: readonly CocoRle[];
}

interface MetaCase {
  readonly id: string;
  readonly image: string;
  readonly prompt_original_pixels: {
    readonly box_xyxy?: Corners;
    readonly points?: readonly [number, number][];
    readonly labels?: readonly (1 | 0)[];
  };
  readonly iou_predictions: readonly number[];
  readonly best_of_1_to_3: number;
  readonly masks_rle_gt0: readonly CocoRle[];
}

type Corners = readonly [x1: number, y1: number, x2: number, y2: number];

const boxOf = ([x1, y1, x2, y2]: Corners): Bbox => [x1, y1, x2 - x1, y2 - y1];
/** @param folder of the goldens, or one of its own */
const model = (folder: string) =>
  ({ model: isAbsolute(folder) ? folder : goldenFile(folder), dtype: 'auto', baseFolder: '.' }) as const;
const detectorCases = goldenCases<DetectionCase>('detection').filter(({ model: name }) =>
  ['grounding-dino-fixed', 'grounding-dino-dynamic'].includes(name),
);

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

  /** As sets: queries of nearly equal score may change places. */
  function assertSame(found: readonly Detection[], { span_reference: reference }: DetectionCase): void {
    const kept = reference['nms_iou_0.5_class_aware_keep'];
    const missing = reference.detections
      .filter(({ query }) => kept.includes(query))
      .filter(({ label, score, box_clamped }) => {
        const isSame = ({ bbox, ...other }: Detection): boolean =>
          other.label === label && Math.abs(other.score - score) < 1e-3 && boxIou(bbox, boxOf(box_clamped)) > 0.999;
        return found.filter(isSame).length !== 1;
      });

    assert.deepEqual(missing, []);
    assert.equal(found.length, kept.length);
  }

  // An untrained model is chaos: one grey level in every fiftieth byte changes half of what it finds. This holds because
  // the engine resizes these pictures exactly as Pillow does.
  describe('a detector finds what transformers finds', () => {
    for (const golden of detectorCases) {
      it(golden.id, async () => assertSame(await find(golden), golden));
    }
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

    it('from weights in files beside the graphs', async () => {
      const golden = cases.find(({ model: name }) => name === 'sam2')!;
      const { detections } = await cut(golden.image, 'sam2-external-data', { detections: boxesOf(golden) });

      detections.forEach((found, index) => {
        const { final_mask_best, iou_scores } = golden.detections[index]!;
        assertCut(found, final_mask_best, Math.max(...iou_scores));
      });
    });

    it('by points, where the decoder knows only these', async () => {
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

    it('boxes by their middles, where the decoder knows only points, as a point there does or closer to the box', async () => {
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

    it('refuses points where the decoder knows only boxes', async () => {
      const { image } = cases[0]!;
      const points = [{ x: 5, y: 5, label: 1 }] as const;

      await assert.rejects(cut(image, 'sam1-boxes', { detections: [], points }), {
        code: 'MODEL_UNSUPPORTED',
        message: 'This SAM model (layout sam1-boxes) takes boxes, no points',
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
