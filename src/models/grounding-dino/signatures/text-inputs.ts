import { integers } from '../../../tensor/tensor';
import type { DetectorSignature, IntegerType, Pass } from '../detector-signature';

/** The inputs of BERT, which all exports share. */
export const textInputs: DetectorSignature['inputs'] = {
  input_ids: (pass, type) => row(pass, type, pass.ids, pass.padding),
  token_type_ids: (pass, type) => row(pass, type, [], 0),
  attention_mask: (pass, type) => row(pass, type, new Array<number>(pass.ids.length).fill(1), 0),
};

/** `[1, length]`: the values, then `fill`. */
export function row({ length }: Pass, type: IntegerType, values: readonly number[], fill: number) {
  const padding = new Array<number>(length - values.length).fill(fill);
  return integers(type, [1, length], [...values, ...padding]);
}
