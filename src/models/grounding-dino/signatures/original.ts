import { integers } from '../../../tensor/tensor';
import type { DetectorSignature, Pass } from '../detector-signature';
import { attentionMask, positionIds, textBlocks } from '../text-blocks';
import { row, textInputs } from './text-inputs';

/** The exports of the original repository and of NVIDIA TAO: the text's attention mask is an input. */
export const original: DetectorSignature = {
  name: 'original',
  pixels: ['img', 'inputs'],
  required: ['input_ids', 'text_token_mask'],
  inputs: {
    ...textInputs,
    position_ids: (pass, type) => row(pass, type, positionIds(blocksOf(pass)), 0),
    text_token_mask: (pass, type) =>
      integers(type, [1, pass.length, pass.length], attentionMask(blocksOf(pass), pass.length)),
  },
  logits: ['logits', 'pred_logits'],
  boxes: ['boxes', 'pred_boxes'],
  jointPrompts: true,
};

/** The blocks of the padded text. Each padding token attends only to itself. */
const blocksOf = ({ ids, length, padding, separators }: Pass) =>
  textBlocks([...ids, ...new Array<number>(length - ids.length).fill(padding)], separators);
