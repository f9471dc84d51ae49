import assert from 'node:assert/strict';
import type { Bbox } from '../../../src/contract';
import { type DetectorFiles, detect } from '../../../src/models/grounding-dino/detector';
import { parsePrompt } from '../../../src/models/grounding-dino/prompt';
import { samModel } from '../../../src/models/sam/model';
import { embed, segment } from '../../../src/models/sam/segmenter';
import { float32, type NamedTensors } from '../../../src/tensor/tensor';
import { type FakeSession, fakeSession, greyPicture, infos } from '../../support/sessions';

/** Bytes of an output on the wire. Masks travel as fp16, and become float32 in the client. */
const wireBytes = (outputs: NamedTensors): number =>
  Object.entries(outputs).reduce((sum, [name, { data }]) => sum + data.byteLength / (name === 'best_masks' ? 2 : 1), 0);

const feedBytes = ({ runs }: FakeSession): number =>
  runs.flatMap(({ feeds }) => Object.values(feeds)).reduce((sum, { data }) => sum + data.byteLength, 0);

describe('the tensors of a picture with 20 boxes, packed: detector 800 x 800, SAM 2 1024 x 1024', () => {
  const picture = greyPicture({ width: 1920, height: 1080 });
  let received = 0;
  const counted = (outputs: NamedTensors): NamedTensors => {
    received += wireBytes(outputs);
    return outputs;
  };

  it('have at most 8 MB, in one run of each graph', async () => {
    const texts = infos({ input_ids: [1, 'n'], token_type_ids: [1, 'n'], attention_mask: [1, 'n'] });
    const detector = fakeSession(
      [...infos({ image: [1, 800, 800, 3] }), ...texts],
      infos({ logits: [1, 900, 'n'], pred_boxes: [1, 900, 4] }),
      ({ input_ids }) => {
        const tokens = input_ids!.dims[1]!;
        const logits = float32([1, 900, tokens], new Float32Array(900 * tokens).fill(-9));
        return counted({ logits, pred_boxes: float32([1, 900, 4], new Float32Array(3600)) });
      },
    );
    const tokenizer: DetectorFiles['tokenizer'] = {
      ...{ start: [101], end: [102], separator: [1012], padding: 0 },
      idsOf: (text) => text.split(' ').map((_, index) => 2000 + index),
    };
    const files: DetectorFiles = { tokenizer, preprocess: {}, maxTokens: 256, jointPrompts: true };
    const options = { threshold: 0.3, phrases: 'auto', nms: 'class', nmsIou: 0.5, maxDetections: 100 } as const;
    await detect(detector, files, picture, parsePrompt('prompt', 'a cat. remote control. person with a hat'), options);

    const segmenter = fakeSession(
      infos({ image: [1, 1024, 1024, 3], input_points: [], input_labels: [], input_boxes: [] }),
      infos({ iou_scores: [1, 'n', 1], best_masks: [1, 'n', 1, 256, 256], object_score_logits: [1, 'n', 1] }),
      ({ input_boxes }) => {
        const boxes = input_boxes!.dims[1]!;
        const one = float32([1, boxes, 1], new Float32Array(boxes));
        const masks = float32([1, boxes, 1, 256, 256], new Float32Array(boxes * 256 * 256));
        return counted({ iou_scores: one, best_masks: masks, object_score_logits: one });
      },
    );
    const sam = samModel(segmenter, undefined, {});
    const prompts = Array.from({ length: 20 }, (_, index) => ({ box: [index, 10, 100, 100] as Bbox, points: [] }));
    await segment(segmenter, sam.decoder, await embed(segmenter, sam, picture), prompts);

    const bytes = feedBytes(detector) + feedBytes(segmenter) + received;
    assert.deepEqual([detector.runs.length, segmenter.runs.length], [1, 1]);
    assert.ok(bytes <= 8e6, `${bytes} bytes`);
    assert.ok(bytes > 1.92e6 + 3.14e6 + 2.62e6, `${bytes} bytes`);
  });
});
