import { describeEnds, validMessage } from '../support/describe-ends';
import { mutated, type SmallPicture, smallPictures } from '../support/mutated-pictures';

const count = Number(process.env.MUTATED_PICTURES ?? 1000);

describe(`${count} mutated pictures`, () => {
  let pictures: readonly SmallPicture[];

  before(async () => {
    pictures = await smallPictures();
  });

  describeEnds({
    count,
    seed: Number(process.env.SEED ?? 1),
    make: (node, next) => {
      const { picture, changes } = mutated(pictures, next);
      const { bytes, width, height } = picture;
      const msg = { _msgid: 'mutated', payload: bytes, boxes: [[2, 2, 9, 9]], vision: { image: { width, height } } };
      return { msg: node === 'publish' ? { ...validMessage(node), picture: bytes } : msg, changes };
    },
    // A process that crashed or hung is a defect, although the message ends.
    mayFailWith: (code) => ['BAD_IMAGE', 'BAD_BOXES'].includes(code),
  });
});
