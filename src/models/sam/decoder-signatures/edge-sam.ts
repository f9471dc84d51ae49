import type { DecoderSignature } from '../decoder-signature';
import { guessesFrom } from '../guesses';
import { withCorners, withPadding } from '../labelled-points';
import { ambiguousGuesses, metaPoints } from '../meta-decoder';

const inputs = ['image_embeddings', 'point_coords', 'point_labels'];

/** EdgeSAM. Its masks are always small ones. */
export const edgeSam: DecoderSignature = {
  name: 'edge-sam',

  // Other decoders take these inputs too, and more.
  matches: (decoderInputs) =>
    inputs.every((name) => decoderInputs.includes(name)) && decoderInputs.length === inputs.length,

  embeddings: ['image_embeddings'],

  promptsPerRun: () => 1,

  promptFeeds([prompt], square) {
    const points = withCorners(prompt!, square);
    return metaPoints(prompt!.box ? points : withPadding(points));
  },

  readMasks: (outputs) => ambiguousGuesses(guessesFrom(outputs, 'masks', 'scores')),
};
