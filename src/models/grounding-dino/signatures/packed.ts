import type { DetectorSignature } from '../detector-signature';
import { huggingFace } from './hugging-face';
import { huggingFaceMasked } from './hugging-face-masked';
import { original } from './original';
import { textInputs } from './text-inputs';

/** An export by `tools/export --serve`: 8-bit pixels, no mask of them, and logits as wide as the text. */
export const packed: DetectorSignature = {
  ...huggingFace,
  name: 'packed',
  pixels: ['image'],
  isPacked: true,
  inputs: textInputs,
};

/** The same with the attention mask of the text and its position ids as inputs. */
export const packedMasked: DetectorSignature = {
  ...huggingFaceMasked,
  ...{ name: 'packed-masked', pixels: packed.pixels, isPacked: true },
  inputs: { ...packed.inputs, ...original.inputs },
  logits: original.logits,
  boxes: original.boxes,
};
