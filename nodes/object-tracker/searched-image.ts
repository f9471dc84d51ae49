import type { Node, NodeAPI } from 'node-red';
import { placedBoxes, type Renderer, type TrackerInput } from '../../src';
import { type DetectionsSettings, readDetectionsIfAny } from '../shared/detections-source';
import { type ImageSettings, readImage } from '../shared/image-source';
import { reportedImageSize, type VisionMessage } from '../shared/message';

/** Of the copy of an image from which colours are read, in pixels. */
const THUMBNAIL_WIDTH = 320;

/**
 * Reads what was found in an image, in pixels; `undefined` if the image was not searched. The image itself is decoded only
 * for its colours, or if `msg.vision` does not report its size.
 */
export async function searchedImage(
  RED: NodeAPI,
  node: Node,
  settings: DetectionsSettings & ImageSettings & { readonly colours: boolean; readonly timeoutSeconds: number },
  msg: VisionMessage,
  renderer: Renderer,
  signal: AbortSignal,
): Promise<Omit<TrackerInput, 'time'> | undefined> {
  const found = await readDetectionsIfAny(RED, node, settings, msg);
  if (!found) return undefined;
  const reported = reportedImageSize(msg);
  if (reported && !settings.colours) {
    return { image: reported, detections: placedBoxes(found.detections, reported, found.boxUnit) };
  }
  const picture = await readImage(RED, node, settings, msg);
  const limits = { signal, timeoutMs: settings.timeoutSeconds * 1000 };
  const thumbnail = await renderer.thumbnail({ ...picture, maxWidth: THUMBNAIL_WIDTH }, limits);
  const image = reported ?? thumbnail.image;
  return { image, detections: placedBoxes(found.detections, image, found.boxUnit), thumbnail };
}
