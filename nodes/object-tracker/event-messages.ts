import type { Node, NodeMessage } from 'node-red';
import { messageOf, type Vision, type VisionEvent } from '../../src';
import type { BestPictures } from './best-pictures';
import { type EventPicture, eventPicture, type PictureForm } from './event-picture';

interface PictureSettings {
  readonly best: 'none' | PictureForm;
  readonly pictures: BestPictures;
  readonly renderer: Parameters<typeof eventPicture>[2];
  readonly limits: Parameters<typeof eventPicture>[3];
}

/**
 * One message for each event: `topic` is the camera, and `vision` is that of the image. With a best picture, the message has
 * it as `picture`; `detections` and `vision.image` belong to the picture. A picture that cannot be made is left out and
 * logged: the fact is the more important part.
 */
export async function eventMessages(
  node: Node,
  camera: string,
  events: readonly VisionEvent[],
  vision: Vision | undefined,
  settings: PictureSettings,
): Promise<NodeMessage[]> {
  const messages: NodeMessage[] = [];
  for (const event of events) {
    const made = await pictureOf(node, event, settings);
    const shown = made && { picture: made.picture, detections: [made.detection] };
    const image = made && { image: made.image };
    messages.push(Object.assign({ topic: camera, payload: event }, { vision: { ...vision, ...image } }, shown));
  }
  return messages;
}

async function pictureOf(
  node: Node,
  { trackId }: VisionEvent,
  { best, pictures, renderer, limits }: PictureSettings,
): Promise<EventPicture | undefined> {
  const kept = pictures.get(trackId);
  if (best === 'none' || !kept) return undefined;
  try {
    if (kept.made?.form !== best) kept.made = await eventPicture(kept, best, renderer, limits);
    return kept.made;
  } catch (error) {
    limits.signal.throwIfAborted();
    node.warn(`The event of object ${trackId} has no picture: ${messageOf(error)}`);
    return undefined;
  }
}
