import type { CallContext } from '../../../calls/api';
import { candidatesIn } from '../../../models/grounding-dino/detector';
import { areasOf, isWhole, regionFilter } from '../../../models/grounding-dino/look';
import { type LookedAt, mergeLooks } from '../../../models/grounding-dino/merge-looks';
import { needsOneByOne } from '../../../models/grounding-dino/phrases';
import { detectorSignatureFor } from '../../../models/grounding-dino/signatures';
import { unknownWords } from '../../../models/grounding-dino/unknown-words';
import type { DetectParams } from '../../protocol';
import { addTimes, addTraffic, trafficOf } from '../call-times';
import type { Operation, Shared } from './operation';

/** Finds the classes of a prompt in an image. Each part of the image has its own turn in the queue. */
export const detect: Operation<'detect'> = (shared) => async (params, context) => {
  const first = await lookAt(0, shared, params, context);
  const { areas, image } = first;
  const looks = [first];
  for (let index = 1; index < areas.length; index++) {
    context.onWait();
    looks.push(await lookAt(index, shared, params, context));
  }
  const { phrases, model } = first;
  return {
    detections: mergeLooks(looks, image, params.options, regionFilter(params.look, image)),
    ...(areas.length === 1 && !isWhole(areas[0]!, image) ? { seen: areas } : {}),
    ...{ phrases, unknownWords: first.unknownWords, model, image },
    ms: looks.map(({ ms }) => ms).reduce(addTimes),
    ...trafficOf(model, looks.map(({ traffic }) => traffic).reduce(addTraffic)),
  };
};

/** Runs the detector on one part of the image. Between two parts, the call holds neither a slot of the queue nor pixels. */
const lookAt = (
  index: number,
  { calls, pictures }: Shared,
  { image, decode, model, classes, look, options }: DetectParams,
  context: CallContext,
) =>
  calls.run('detector', model, context, ({ graphs, files, loaded }, call) =>
    pictures.use(image, decode, call.times, async (picture) => {
      const areas = areasOf(look, picture.size);
      const area = areas[index]!;
      const part = isWhole(area, picture.size) ? picture : picture.region(area);
      const unknown = unknownWords(classes, files.tokenizer);
      const session = graphs[0]!.sessionFor(call);
      const passes: LookedAt['passes'] = await candidatesIn(session, files, part, classes, options, call.signal);
      const isOneByOne = needsOneByOne(options.phrases, detectorSignatureFor(session), files);
      const phrases = isOneByOne ? 'one by one' : 'together';
      const { ms, traffic } = call.times;
      const used = { model: loaded, image: picture.size, ms, traffic };
      return { areas, area, passes, phrases, unknownWords: unknown, ...used } as const;
    }),
  );
