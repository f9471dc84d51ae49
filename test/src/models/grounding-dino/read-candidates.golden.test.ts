import assert from 'node:assert/strict';
import type { Bbox } from '../../../../src/contract';
import type { NmsMode } from '../../../../src/geometry/nms';
import type { PhraseSpan } from '../../../../src/models/grounding-dino/caption';
import { readCandidates } from '../../../../src/models/grounding-dino/read-candidates';
import { selectDetections } from '../../../../src/models/grounding-dino/select-detections';
import { float32 } from '../../../../src/tensor/tensor';
import { goldenArray, goldenCases } from '../../../support/goldens';

interface DetectionCase {
  readonly id: string;
  readonly image_hw: readonly [height: number, width: number];
  readonly labels: readonly string[];
  readonly label_token_positions: readonly (readonly number[])[];
  readonly logits_npy: string;
  readonly pred_boxes_npy: string;
  readonly span_reference: {
    readonly threshold: number;
    readonly detections: readonly Reference[];
    readonly 'nms_iou_0.5_class_aware_keep': readonly number[];
    readonly 'nms_iou_0.5_class_agnostic_keep': readonly number[];
  };
}

interface Reference {
  readonly query: number;
  readonly label: string;
  readonly score: number;
  /** Corners. */
  readonly box_clamped: readonly [number, number, number, number];
}

const spansOf = ({ labels, label_token_positions }: DetectionCase): PhraseSpan[] =>
  labels.map((label, index) => {
    const positions = label_token_positions[index]!;
    const owner = { label, phrases: [label], isDecoy: false };
    return { class: owner, phrase: label, start: positions[0]!, end: positions.at(-1)! + 1 };
  });

function read(golden: DetectionCase, nms: NmsMode) {
  const logits = goldenArray(golden.logits_npy);
  const boxes = goldenArray(golden.pred_boxes_npy);
  const [height, width] = golden.image_hw;
  const candidates = readCandidates(
    float32(logits.dims, logits.data),
    float32(boxes.dims, boxes.data),
    spansOf(golden),
    { width, height },
    golden.span_reference.threshold,
  );
  return selectDetections([candidates], { nms, nmsIou: 0.5, maxDetections: 900 });
}

/** The reference keeps boxes without area; `readCandidates` drops them. */
const hasArea = ({ box_clamped: [x1, y1, x2, y2] }: Reference): boolean => x2 > x1 && y2 > y1;
const cornersOf = ([x, y, width, height]: Bbox): number[] => [x, y, x + width, y + height];

const order: { nms: NmsMode; queriesOf: (reference: DetectionCase['span_reference']) => readonly number[] }[] = [
  { nms: 'class', queriesOf: (reference) => reference['nms_iou_0.5_class_aware_keep'] },
  { nms: 'agnostic', queriesOf: (reference) => reference['nms_iou_0.5_class_agnostic_keep'] },
  {
    nms: 'off',
    queriesOf: ({ detections }) => [...detections].sort((a, b) => b.score - a.score).map(({ query }) => query),
  },
];

describe('readCandidates and selectDetections read stored outputs as the reference does', () => {
  const goldens = [...goldenCases<DetectionCase>('detection_handmade'), ...goldenCases<DetectionCase>('detection')];
  for (const golden of goldens) {
    for (const { nms, queriesOf } of order) {
      it(`${golden.id}, nms ${nms}`, () => {
        const reference = golden.span_reference;
        const expected = queriesOf(reference)
          .map((query) => reference.detections.find((detection) => detection.query === query)!)
          .filter(hasArea);
        const detections = read(golden, nms);

        assert.deepEqual(
          detections.map(({ label }) => label),
          expected.map(({ label }) => label),
        );
        detections.forEach(({ score, bbox }, index) => {
          assert.ok(Math.abs(score - expected[index]!.score) < 1e-6);
          cornersOf(bbox).forEach((corner, at) => {
            assert.ok(Math.abs(corner - expected[index]!.box_clamped[at]!) < 1e-6 * Math.max(...golden.image_hw));
          });
        });
      });
    }
  }
});
