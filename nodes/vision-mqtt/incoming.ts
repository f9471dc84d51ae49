import { type CameraReport, cameraReport, eventInput, VisionError, type VisionEvent } from '../../src';
import { reading, type VisionMessage } from '../shared/message';
import { isAbsent } from '../shared/options';

/** The kind of a message, and its content. */
export type Incoming =
  | { readonly kind: 'homeAssistant'; readonly isOnline: boolean }
  | { readonly kind: 'event'; readonly event: VisionEvent; readonly picture: unknown }
  | { readonly kind: 'report'; readonly report: CameraReport };

type IncomingMessage = VisionMessage &
  Readonly<Partial<Record<'tracks' | 'detections' | 'zones' | 'lines' | 'picture', unknown>>>;

/**
 * @param statusTopic of Home Assistant's birth message
 * @throws VisionError `INVALID_INPUT`, `BAD_BOXES`
 */
export function incomingOf(msg: VisionMessage, statusTopic: string): Incoming {
  return reading('The message', 'INVALID_INPUT', () => {
    const { topic, payload, tracks, detections, zones, lines, picture } = msg as IncomingMessage;
    if (topic === statusTopic) return { kind: 'homeAssistant', isOnline: String(payload) === 'online' };
    const event = eventInput('msg.payload', payload);
    if (event) return { kind: 'event', event, picture: present(picture) };
    const report = cameraReport({
      tracks: present(tracks),
      detections: present(detections),
      zones: present(zones),
      lines: present(lines),
    });
    if (report) return { kind: 'report', report };
    throw new VisionError(
      'INVALID_INPUT',
      'The message has no msg.tracks and no event: wire this node to an output of object-tracker or vision-zones',
    );
  });
}

/** `undefined` if it is absent. */
const present = (value: unknown): unknown => (isAbsent(value) ? undefined : value);
