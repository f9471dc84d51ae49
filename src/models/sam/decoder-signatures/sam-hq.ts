import type { DecoderSignature } from '../decoder-signature';
import { metaCandidates, metaFeeds, metaInputs, metaReads } from '../meta-decoder';

const embeddings = ['image_embeddings', 'interm_embeddings'];

/** SAM-HQ: Meta's decoder with the encoder's intermediate embeddings as one more input. */
export const samHq: DecoderSignature = {
  name: 'sam-hq',

  matches: (decoderInputs) => [...embeddings, ...metaInputs].every((name) => decoderInputs.includes(name)),

  embeddings,

  promptsPerRun: () => 1,

  promptFeeds: ([prompt], square, decoderInputs) => metaFeeds(prompt!, square, decoderInputs),

  reads: metaReads,

  readCandidates: metaCandidates,
};
