import type { DecoderSignature } from '../decoder-signature';
import { metaCandidates, metaFeeds, metaInputs, metaReads } from '../meta-decoder';

/** SAM 1 and MobileSAM with the decoder that Meta's own export script writes, and samexporter too. */
export const meta: DecoderSignature = {
  name: 'meta',

  matches: (decoderInputs) => ['image_embeddings', ...metaInputs].every((name) => decoderInputs.includes(name)),

  embeddings: ['image_embeddings'],

  promptsPerRun: () => 1,

  promptFeeds: ([prompt], square, decoderInputs) => metaFeeds(prompt!, square, decoderInputs),

  reads: metaReads,

  readCandidates: metaCandidates,
};
