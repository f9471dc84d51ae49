import { imageInput, type Renderer, renderDefaults } from '../../src';
import { reading } from '../shared/message';

/** The picture of an event, for a browser: a JPEG file as it is, another image as a new one. */
export async function jpegOf(picture: unknown, renderer: Renderer, signal: AbortSignal): Promise<Buffer> {
  const image = reading('msg.picture', 'BAD_IMAGE', () => imageInput('msg.picture', picture));
  if (Buffer.isBuffer(image) && image.subarray(0, 3).equals(JPEG_START)) return image;
  const request = { ...renderDefaults, styles: [], detections: [], format: 'jpeg', image } as const;
  const { data } = await renderer.render(request, { signal });
  return data;
}

const JPEG_START = Buffer.of(0xff, 0xd8, 0xff);
