import type { Node, NodeAPI } from 'node-red';
import { type ImageSize, placedBoxes, type Renderer, type TrackerInput } from '../../src';
import { type DetectionsSettings, readDetectionsIfAny } from '../shared/detections-source';
import { type ImageSettings, readImage, type SourceImage } from '../shared/image-source';
import { reportedImageSize, reportedSeen, type VisionMessage } from '../shared/message';
import type { PictureForm } from './event-picture';

/** Of the copy of an image from which colours are read, in pixels. */
const THUMBNAIL_WIDTH = 320;

/** Settings on which it depends whether the image is read. */
interface ReadSettings {
  readonly colours: boolean;
  readonly best: 'none' | PictureForm;
  readonly timeoutSeconds: number;
}

/** What was found in an image, and the image itself if it was read. */
export interface SearchedImage {
  readonly found: Omit<TrackerInput, 'time'>;
  readonly source?: SourceImage;
}

/**
 * Reads what was found in an image, in pixels; `undefined` if the image was not searched. The image itself is read for its
 * colours or for pictures in events, and decoded for its colours, or if `msg.vision` does not report its size.
 */
export async function searchedImage(
  RED: NodeAPI,
  node: Node,
  settings: DetectionsSettings & ImageSettings & ReadSettings,
  msg: VisionMessage,
  renderer: Renderer,
  signal: AbortSignal,
): Promise<SearchedImage | undefined> {
  const read = await readDetectionsIfAny(RED, node, settings, msg);
  if (!read) return undefined;
  const reported = reportedImageSize(msg);
  const seen = reportedSeen(msg);
  const inPixels = (image: ImageSize) => ({
    image,
    detections: placedBoxes(read.detections, image, read.boxUnit),
    ...(seen && { seen }),
  });
  const isDecoded = settings.colours || !reported;
  if (!isDecoded && settings.best === 'none') return { found: inPixels(reported) };
  const source = await readImage(RED, node, settings, msg);
  if (!isDecoded) return { found: inPixels(reported), source };
  const limits = { signal, timeoutMs: settings.timeoutSeconds * 1000 };
  const thumbnail = await renderer.thumbnail({ ...source, maxWidth: THUMBNAIL_WIDTH }, limits);
  return { found: { ...inPixels(reported ?? thumbnail.image), thumbnail }, source };
}
