import { detect as detectWith } from '../../../models/grounding-dino/detector';
import { needsOneByOne } from '../../../models/grounding-dino/phrases';
import { detectorSignatureFor } from '../../../models/grounding-dino/signatures';
import { unknownWords } from '../../../models/grounding-dino/unknown-words';
import type { Operation } from './operation';

/** Finds the classes of a prompt in an image. */
export const detect: Operation<'detect'> =
  ({ calls, pictures }) =>
  ({ image, decode, model, classes, options }, context) =>
    calls.run('detector', model, context, (detector, call) =>
      pictures.use(image, decode, call.times, async (picture) => {
        const unknown = unknownWords(classes, detector.files.tokenizer);
        const session = detector.graphs[0]!.sessionFor(call);
        const detections = await detectWith(session, detector.files, picture, classes, options, call.signal);
        const isOneByOne = needsOneByOne(options.phrases, detectorSignatureFor(session), detector.files);
        const phrases = isOneByOne ? 'one by one' : 'together';
        return {
          detections,
          phrases,
          unknownWords: unknown,
          model: detector.loaded,
          image: picture.size,
          ms: call.times.ms,
        };
      }),
    );
