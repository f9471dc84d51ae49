import type { DetectorSignature } from './detector-signature';

/** How phrases are fed to the model: all in one caption, one per pass, or `auto`: together if the model can. */
export const phrasesModes = ['auto', 'together', 'one by one'] as const;
export type PhrasesMode = (typeof phrasesModes)[number];

/** How the phrases of a prompt were fed to the model. */
export type PhrasesUsed = Exclude<PhrasesMode, 'auto'>;

/** Whether a model takes several phrases in one caption, as far as it is known. */
export interface JointPromptSupport {
  /** The result of a test of exactly this model: of its graph as it was opened, repaired or not. */
  readonly jointPrompts?: boolean | undefined;
  /** `transformers_version` of `config.json`. */
  readonly transformersVersion?: string | undefined;
}

/**
 * Whether each phrase needs its own pass. transformers 4 builds the mask that separates phrases in a Python loop, and a
 * traced export contains one iteration per phrase of its example prompt, usually one: the model then ignores all but
 * the first phrase, unless its graph was repaired. See docs/decisions/006-phrases-together-or-one-by-one.md.
 */
export function needsOneByOne(
  mode: PhrasesMode,
  { jointPrompts: bySignature }: Pick<DetectorSignature, 'jointPrompts'>,
  { jointPrompts, transformersVersion }: JointPromptSupport,
): boolean {
  if (mode !== 'auto') return mode === 'one by one';
  const takesSeveral = jointPrompts ?? bySignature;
  return takesSeveral === undefined ? (transformersVersion?.startsWith('4.') ?? false) : !takesSeveral;
}
