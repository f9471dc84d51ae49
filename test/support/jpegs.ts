import sharp from 'sharp';

/** A JPEG whose red channel is `number`, so that `numberOf` recognises it. */
export const numbered = (number: number, { width = 64, height = 48, progressive = false } = {}): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: { r: number, g: 90, b: 200 } } })
    .jpeg({ quality: 95, progressive })
    .toBuffer();

/** The number of a JPEG of `numbered`, up to 1 wrong. Fails if the file is not a complete image. */
export async function numberOf(jpeg: Uint8Array): Promise<number> {
  const { channels } = await sharp(jpeg, { failOn: 'truncated' }).stats();
  return Math.round(channels[0]!.mean);
}

/** A JPEG of noise, which has many bytes and all kinds of them. */
export const noisy = (width: number, height: number): Promise<Buffer> =>
  sharp({
    create: { width, height, channels: 3, background: '#000', noise: { type: 'gaussian', mean: 128, sigma: 60 } },
  })
    .jpeg({ quality: 90 })
    .toBuffer();
