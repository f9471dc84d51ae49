import { boxIou } from '../../src/geometry/box';
import { openTracker } from '../../src/tracking/tracker';
import { inputOf, type TrackingScene } from './scene';

/**
 * How well filled detections cover their objects: the mean IoU of each held box with the true box, `seconds` after the last
 * detection. The object of a track is the true box that its last detection overlaps by more than half.
 */
export function heldOverlap(scene: TrackingScene, seconds: number): number {
  const { width, height, frames } = scene;
  const tracker = openTracker('', { fillSeconds: seconds + 1 });
  const overlaps = frames.flatMap((frame, index) => {
    const { detections = [] } = tracker.update(inputOf(frame, scene));
    const later = frames.slice(index).find(({ t }) => t >= frame.t + seconds - 1e-6);
    if (!later) return [];
    const objectOf = new Map(
      detections.map(({ trackId, bbox }) => {
        const object = frame.objects.find(([, ...box]) => boxIou(box, bbox) > 0.5);
        return [trackId, object?.[0]];
      }),
    );
    const filled = tracker.update({ time: later.t * 1000, image: { width, height } });
    return (filled.detections ?? []).flatMap(({ trackId, bbox }) => {
      const [, ...box] = later.objects.find(([id]) => id === objectOf.get(trackId)) ?? [];
      return box.length === 4 ? [boxIou(box as [number, number, number, number], bbox)] : [];
    });
  });
  return overlaps.reduce((sum, overlap) => sum + overlap, 0) / overlaps.length;
}
