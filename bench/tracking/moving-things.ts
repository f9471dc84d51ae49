import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { SceneFrame } from './scene';

interface MovingThings {
  readonly Tracker: {
    setParams(params: {
      unMatchedFramesTolerance: number;
      iouLimit: number;
      matchingAlgorithm: 'munkres' | 'kdTree';
    }): void;
    reset(): void;
    updateTrackedItemsWithNewFrame(
      detections: { x: number; y: number; w: number; h: number; confidence: number; name: string }[],
      frame: number,
    ): void;
    getJSONOfTrackedItems(
      rounded: boolean,
    ): { id: number; x: number; y: number; w: number; h: number; isZombie: boolean }[];
  };
}

/** Tracks a sequence with the npm package node-moving-things-tracker, whose lost tracks live for 5 seconds, as ours. */
export function trackWithMovingThings(
  frames: readonly SceneFrame[],
  fps: number,
  iouLimit: number,
): [id: number, x: number, y: number, width: number, height: number][][] {
  const { Tracker } = createRequire(resolve('bench/package.json'))('node-moving-things-tracker') as MovingThings;
  Tracker.setParams({
    unMatchedFramesTolerance: Math.max(1, Math.round(5 * fps)),
    iouLimit,
    matchingAlgorithm: 'munkres',
  });
  Tracker.reset();
  return frames.map(({ detections }, index) => {
    // It keeps the centre of a box as its location.
    const found = detections.map(([x, y, w, h, confidence, name]) => ({
      x: x + w / 2,
      y: y + h / 2,
      w,
      h,
      confidence,
      name,
    }));
    Tracker.updateTrackedItemsWithNewFrame(found, index);
    return Tracker.getJSONOfTrackedItems(false)
      .filter(({ isZombie }) => !isZombie)
      .map(({ id, x, y, w, h }) => [id, x - w / 2, y - h / 2, w, h]);
  });
}
