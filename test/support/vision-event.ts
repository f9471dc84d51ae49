import type { VisionEvent } from '../../src';

/** A complete event: a person appeared on the camera `Yard`. */
export const visionEvent = (more: Partial<VisionEvent> = {}): VisionEvent => ({
  ...{ id: 'Yard-abc-1', type: 'appeared', camera: 'Yard', trackId: 1, label: 'person', score: 0.5 },
  ...{ bbox: [1, 2, 3, 4], image: { width: 640, height: 480 }, time: 5, firstSeen: 4, lastSeen: 5, seconds: 0.001 },
  ...{ zones: [], initial: false, ...more },
});
