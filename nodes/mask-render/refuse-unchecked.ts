import { type Detection, hiddenParts, VisionError } from '../../src';
import { reading, reportedImageSize, type VisionMessage } from '../shared/message';

/**
 * Refuses a message with styles that hide, if it cannot be checked that its detections are of its image.
 * @throws VisionError `BAD_BOXES`
 */
export function refuseUnchecked(
  msg: VisionMessage,
  detections: readonly Detection[],
  { allowUnknownSize, ...look }: Parameters<typeof hiddenParts>[0] & { readonly allowUnknownSize: boolean },
): void {
  const hidden = hiddenParts(look);
  if (detections.length === 0) {
    // A message of a Catch node. The node that failed may have left an empty list, or a flow may have added one.
    const error = reading('msg.error', 'INVALID_INPUT', () => msg.error);
    if (!hidden.has('objects') || error === undefined) return;
    throw new VisionError(
      'BAD_BOXES',
      'The detections are empty after an error (msg.error), so nothing would be hidden. Draw no messages of Catch nodes, or delete msg.error first',
    );
  }
  if (hidden.size === 0 || allowUnknownSize || reportedImageSize(msg)) return;
  throw new VisionError(
    'BAD_BOXES',
    'The image size of the detections is unknown, so hiding could miss them. Keep msg.vision of the detector, set msg.vision.image to {width, height}, or turn on "Allow unknown image size"',
  );
}
