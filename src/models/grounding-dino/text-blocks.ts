/** Positions `start <= position < end` of a text whose tokens see each other: a phrase with its separator. */
export interface TextBlock {
  readonly start: number;
  readonly end: number;
}

/**
 * The blocks of a text, which cover it without gaps. A special token, padding, and what no separator closes stand alone.
 * Source: IDEA-Research/GroundingDINO, generate_masks_with_special_tokens_and_transfer_map.
 * @param separators ids that end a block, those of the start and the end of a text among them
 */
export function textBlocks(ids: readonly number[], separators: ReadonlySet<number>): TextBlock[] {
  const blocks: TextBlock[] = [];
  let start = 0;
  ids.forEach((id, at) => {
    if (!separators.has(id)) return;
    if (at === 0 || at === ids.length - 1) blocks.push(...singles(start, at + 1));
    else blocks.push({ start, end: at + 1 });
    start = at + 1;
  });
  return [...blocks, ...singles(start, ids.length)];
}

const singles = (start: number, end: number): TextBlock[] =>
  Array.from({ length: end - start }, (_, index) => ({ start: start + index, end: start + index + 1 }));

/** Positions that begin anew in each block; its separator counts on, as the original repository numbers it. */
export const positionIds = (blocks: readonly TextBlock[]): number[] =>
  blocks.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, index) => index));

/** Who sees whom, `[length, length]` row by row: 1 within a block, 0 across. */
export function attentionMask(blocks: readonly TextBlock[], length: number): number[] {
  const mask = new Array<number>(length * length).fill(0);
  for (const { start, end } of blocks) {
    for (let row = start; row < end; row++) mask.fill(1, row * length + start, row * length + end);
  }
  return mask;
}
