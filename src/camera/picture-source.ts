/** Where the images of a camera come from. */
export interface PictureSource {
  /**
   * Connects, and reads images until the camera ends, `signal` aborts or something fails.
   * @param onImage gets each complete JPEG image, which has its own memory. Of images that arrived together, only the last one
   * @returns `one` after the only image of the response, `stream` at the end of a stream that had images
   * @throws VisionError `CAMERA_FAILED`, `CAMERA_LOGIN`; the reason of `signal`
   */
  read(onImage: (image: Buffer) => void, signal: AbortSignal): Promise<'one' | 'stream'>;
}

/** The largest image. JPEG files of cameras with 4K have at most 8 MB. */
export const MAX_IMAGE_BYTES = 32e6;
