import { promptsInImage } from '../../../models/sam/prompt';
import { checkPrompts, embed, segment as segmentWith } from '../../../models/sam/segmenter';
import { sharedWork } from '../backend';
import { trafficOf } from '../call-times';
import { finishMasks } from '../finish-masks';
import type { Operation } from './operation';

/** Segments the objects that boxes and points show in an image. */
export const segment: Operation<'segment'> =
  ({ calls, pictures }) =>
  (params, context) =>
    calls.run('segmenter', params.model, context, ({ id, graphs, sam, loaded }, call) =>
      pictures.use(params.image, params.decode, call.times, async (picture) => {
        const prompts = promptsInImage(params, picture.size);
        checkPrompts(sam.decoder, prompts);
        const [encoder, decoder] = [
          graphs[0]!.sessionFor(sharedWork(call)),
          (graphs[1] ?? graphs[0]!).sessionFor(call),
        ];
        // The encoder takes most of the time: without prompts it need not run.
        const segments =
          prompts.length === 0
            ? []
            : await pictures.useEmbedding(
                picture,
                id,
                () => embed(encoder, sam, picture),
                (embedding) => segmentWith(decoder, sam.decoder, embedding, prompts),
              );
        const finished = await finishMasks(segments, params, picture.pixels);
        const { ms, traffic } = call.times;
        return { ...finished, model: loaded, image: picture.size, ms, ...trafficOf(loaded, traffic) };
      }),
    );
