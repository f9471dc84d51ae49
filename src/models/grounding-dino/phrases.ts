import type { DetectorSignature } from './detector-signature';

/** How phrases come to the model: all in one text, a pass for each, or as the model can. */
export const phrasesModes = ['auto', 'together', 'one by one'] as const;
export type PhrasesMode = (typeof phrasesModes)[number];

/** What a model folder says about it. */
export interface PhrasesKnowledge {
  /** Of this very model, where somebody tried it. */
  readonly jointPrompts?: boolean | undefined;
  /** `transformers_version` of `config.json`. */
  readonly transformersVersion?: string | undefined;
}

/**
 * Whether each phrase needs a pass of its own. transformers 4 builds the mask that keeps phrases apart in a Python loop,
 * and a traced export holds as many of its turns as the prompt of the export had phrases, usually one: the model is then
 * blind to all but the first phrase. See docs/decisions/006-phrases-together-or-one-by-one.md.
 */
export function needsOneByOne(
  mode: PhrasesMode,
  { jointPrompts: bySignature }: Pick<DetectorSignature, 'jointPrompts'>,
  { jointPrompts, transformersVersion }: PhrasesKnowledge,
): boolean {
  if (mode !== 'auto') return mode === 'one by one';
  const isKnownGood = jointPrompts ?? bySignature;
  return isKnownGood === undefined ? (transformersVersion?.startsWith('4.') ?? false) : !isKnownGood;
}
