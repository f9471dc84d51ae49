import type { DetectorSignature } from '../detector-signature';
import { huggingFace } from './hugging-face';
import { original } from './original';

/** An export from transformers that takes the text's attention mask and position ids: see `repairGraph`. */
export const huggingFaceMasked: DetectorSignature = {
  ...huggingFace,
  name: 'hugging-face-masked',
  required: [...original.required, 'position_ids'],
  inputs: { ...huggingFace.inputs, ...original.inputs },
  jointPrompts: true,
};
