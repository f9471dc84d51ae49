import assert from 'node:assert/strict';
import { attentionMask, positionIds, textBlocks } from '../../../../src/models/grounding-dino/text-blocks';
import { goldenCases } from '../../../support/goldens';

interface TextCase {
  readonly tokenizer: string;
  readonly text: string;
  readonly input_ids: readonly number[];
  readonly position_ids_idea?: readonly number[];
  /** '1' where the row's token attends to the column's. */
  readonly text_self_attention_mask_rows?: readonly string[];
}

/** `[CLS]`, `[SEP]`, `.` and `?`, as the original repository has them. */
const separators = new Set([101, 102, 1012, 1029]);
const rowsOf = (mask: readonly number[], length: number): string[] =>
  Array.from({ length }, (_, row) => mask.slice(row * length, (row + 1) * length).join(''));
const shown = (text: string): string => JSON.stringify(text.length > 50 ? `${text.slice(0, 50)}…` : text);

describe('textBlocks splits a text as the original repository does', () => {
  const cases = goldenCases<TextCase>('tokenizer').filter(({ position_ids_idea }) => position_ids_idea);
  for (const { text, input_ids, position_ids_idea, text_self_attention_mask_rows } of cases) {
    it(shown(text), () => {
      const blocks = textBlocks(input_ids, separators);

      assert.deepEqual(positionIds(blocks), position_ids_idea);
      // Masks of long texts are not stored.
      if (!text_self_attention_mask_rows) return;
      assert.deepEqual(
        rowsOf(attentionMask(blocks, input_ids.length), input_ids.length),
        text_self_attention_mask_rows,
      );
    });
  }

  it('makes each padding token a block', () => {
    const blocks = textBlocks([101, 7, 8, 1012, 102, 0, 0], separators);

    assert.deepEqual(positionIds(blocks), [0, 0, 1, 2, 0, 0, 0]);
    assert.deepEqual(rowsOf(attentionMask(blocks, 7), 7), [
      '1000000',
      '0111000',
      '0111000',
      '0111000',
      '0000100',
      '0000010',
      '0000001',
    ]);
  });
});
