import type { ImageSize, VisionEvent } from '../contract';
import type { Fact } from './object-step';
import { type ZoneObject, zonesOf } from './zones-state';

/** The event of a fact about an object. */
export function zoneEvent(fact: Fact, object: ZoneObject, camera: string, image: ImageSize): VisionEvent {
  const { id, trackId, label, score, bbox, firstSeen, lastSeen, still, initial } = object;
  const { type, time, zone, how } = fact;
  return {
    ...{ id, type, camera, trackId, label, score, bbox: [...bbox] },
    image: { width: image.width, height: image.height },
    ...{ time, firstSeen, lastSeen, seconds: Math.max(0, Math.round(time - firstSeen) / 1000) },
    ...{ zone, zones: zonesOf(object) },
    ...('direction' in fact && { direction: fact.direction }),
    ...(how && { how }),
    ...(still !== undefined && { still }),
    initial,
  };
}
