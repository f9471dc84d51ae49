/** Positions `start <= position < end` of tokens that attend to each other: a phrase with its separator. */
export interface TextBlock {
  readonly start: number;
  readonly end: number;
}

/**
 * Splits a text into blocks, which cover it without gaps. Special tokens, padding tokens and tokens after the last
 * separator are blocks of one token each.
 * Source: IDEA-Research/GroundingDINO, generate_masks_with_special_tokens_and_transfer_map.
 * @param ids token ids of the text, with special tokens and padding
 * @param separators ids that end a block, including the special tokens at the start and the end of a text
 */
export function textBlocks(ids: readonly number[], separators: ReadonlySet<number>): TextBlock[] {
  const blocks: TextBlock[] = [];
  let start = 0;
  ids.forEach((id, position) => {
    if (!separators.has(id)) return;
    const end = position + 1;
    if (position === 0 || end === ids.length) blocks.push(...singles(start, end));
    else blocks.push({ start, end });
    start = end;
  });
  return [...blocks, ...singles(start, ids.length)];
}

const singles = (start: number, end: number): TextBlock[] =>
  Array.from({ length: end - start }, (_, index) => ({ start: start + index, end: start + index + 1 }));

/** Position ids, which start at 0 in each block and count its separator too, as in the original repository. */
export const positionIds = (blocks: readonly TextBlock[]): number[] =>
  blocks.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, index) => index));

/** `[length, length]`, row-major: 1 if the token of the row attends to that of the column, within a block, else 0. */
export function attentionMask(blocks: readonly TextBlock[], length: number): number[] {
  const mask = new Array<number>(length * length).fill(0);
  for (const { start, end } of blocks) {
    for (let row = start; row < end; row++) mask.fill(1, row * length + start, row * length + end);
  }
  return mask;
}
