import { VisionError } from '../../../errors';
import type { SamLayout } from '../layout';
import { sam2 } from './sam2';

/** First match wins, so the more demanding layouts come first. */
const layouts: readonly SamLayout[] = [sam2];

/** @throws VisionError `MODEL_UNSUPPORTED` */
export function layoutFor(decoderInputs: readonly string[]): SamLayout {
  const found = layouts.find((layout) => layout.matches(decoderInputs));
  if (found) return found;
  throw new VisionError(
    'MODEL_UNSUPPORTED',
    `No known SAM layout takes the inputs ${decoderInputs.join(', ')}; known layouts: ${layouts.map(({ name }) => name).join(', ')}`,
  );
}
