import assert from 'node:assert/strict';
import { type Bbox, type Detection, type Engine, openEngine, parsePrompt } from '../../../src';
import { boxIou } from '../../../src/geometry/box';
import { maskFromRle, maskIou } from '../../../src/geometry/mask';
import type { CocoRle } from '../../../src/geometry/rle';
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

type Corners = readonly [x1: number, y1: number, x2: number, y2: number];

const boxOf = ([x1, y1, x2, y2]: Corners): Bbox => [x1, y1, x2 - x1, y2 - y1];
const model = (folder: string) => ({ model: goldenFile(folder), dtype: 'auto', baseFolder: '.' }) as const;
const detectorCases = goldenCases<DetectionCase>('detection').filter(({ model: name }) =>
  ['grounding-dino-fixed', 'grounding-dino-dynamic'].includes(name),
);

describe('whole models through the engine', () => {
  let engine: Engine;
  before(() => {
    engine = openEngine('goldens', { graceMs: 0, device: 'cpu' });
  });
  after(() => engine.close());

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
    for (const { id, image, detections } of goldenCases<SamCase>('sam').filter(({ model: name }) => name === 'sam2')) {
      it(id, async () => {
        const boxes = detections.map(({ box_xyxy }) => ({ label: 'object', score: 1, bbox: boxOf(box_xyxy) }));
        const result = await engine.segment({ image: goldenBytes(image), model: model('sam2'), detections: boxes });

        assert.equal(result.detections.length, detections.length);
        result.detections.forEach(({ mask, maskScore }, index) => {
          const { final_mask_best, iou_scores } = detections[index]!;
          const iou = maskIou(mask!, maskFromRle(final_mask_best));

          assert.ok(iou > 0.999, `the masks share ${iou}`);
          assert.ok(Math.abs(maskScore! - Math.max(...iou_scores)) < 1e-3);
        });
      });
    }
  });
});
