import type { Node, NodeAPI } from 'node-red';
import { placedBoxes, type Renderer, type ZonesInput } from '../../src';
import { type DetectionsSettings, readDetectionsIfAny } from '../shared/detections-source';
import { type ImageSettings, readImage } from '../shared/image-source';
import { reportedImageSize, type VisionMessage } from '../shared/message';
import { readTracks } from '../shared/tracks-source';

/**
 * Reads the tracks and detections of a message, in pixels, and the size of its image. The image itself is decoded only if there
 * are objects, and `msg.vision` does not report its size.
 * @throws VisionError `BAD_BOXES`, `BAD_IMAGE`
 */
export async function objectsOf(
  RED: NodeAPI,
  node: Node,
  settings: DetectionsSettings & ImageSettings & { readonly tracks: string; readonly timeoutSeconds: number },
  msg: VisionMessage,
  renderer: Renderer,
  signal: AbortSignal,
): Promise<Omit<ZonesInput, 'time'>> {
  const found = await readDetectionsIfAny(RED, node, settings, msg);
  const tracks = await readTracks(RED, node, settings.tracks, msg);
  const reported = reportedImageSize(msg);
  if (!found && !tracks?.length) return { ...(reported && { image: reported }), ...(tracks && { tracks }) };
  const limits = { signal, timeoutMs: settings.timeoutSeconds * 1000 };
  const image =
    reported ??
    (await renderer.thumbnail({ ...(await readImage(RED, node, settings, msg)), maxWidth: 16 }, limits)).image;
  const detections = found && placedBoxes(found.detections, image, found.boxUnit);
  return { image, ...(tracks && { tracks }), ...(detections && { detections }) };
}
