import { messageOf, VisionError } from '../errors';

/** A check that throws `BAD_IMAGE` if an image has more than `maxPixels`. */
export const refuseLarger =
  (maxPixels: number) =>
  (width: number, height: number): void => {
    if (width * height > maxPixels) throw tooLarge(maxPixels);
  };

/** Why a decoder failed, as `BAD_IMAGE` of one line. */
export function decodingError(error: unknown, maxPixels: number): VisionError {
  if (error instanceof VisionError) return error;
  const [line = ''] = messageOf(error).split('\n', 1);
  if (line.includes('exceeds pixel limit')) return tooLarge(maxPixels);
  const reason = line.startsWith('timeout') ? 'decoding takes too long' : line;
  return new VisionError('BAD_IMAGE', `The image cannot be read: ${reason}`, { cause: error });
}

const tooLarge = (maxPixels: number): VisionError =>
  new VisionError(
    'BAD_IMAGE',
    `The image is too large: it has more than ${Math.floor(maxPixels / 1e4) / 100} megapixels. Scale it down, or raise "Max. size"`,
  );
