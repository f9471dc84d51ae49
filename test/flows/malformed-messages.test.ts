import { errorCodes } from '../../src';
import { describeEnds, validMessage } from '../support/describe-ends';
import { malformed } from '../support/malformed-messages';

const count = Number(process.env.MALFORMED_MESSAGES ?? 5000);

describe(`${count} malformed messages`, () => {
  describeEnds({
    count,
    seed: Number(process.env.SEED ?? 1),
    make: (node, next) => malformed(node, next, validMessage(node)),
    mayFailWith: (code) =>
      errorCodes.includes(code) && !['INTERNAL_ERROR', 'ENGINE_CRASHED', 'ENGINE_TIMEOUT'].includes(code),
  });
});
