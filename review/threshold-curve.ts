import type { ClassThresholds, LearnedThreshold } from '../src/dataset/review/thresholds';
import { type CurveValue, curvePoints } from '../src/review-page/curve-points';
import { makeSvg } from './dom';

const WIDTH = 260;
const HEIGHT = 120;
const LEFT = 28;
const TOP = 8;
const TICKS = [0, 0.5, 1];

/** Precision and recall of a class over the threshold. @param chosen the threshold that is suggested, with its interval */
export function thresholdCurve({ label, curve }: ClassThresholds, chosen: LearnedThreshold | undefined): SVGElement {
  const x = (threshold: number): number => LEFT + threshold * WIDTH;
  const plot = makeSvg('g', { transform: `translate(${LEFT} ${TOP})` });
  const add = (values: readonly CurveValue[], name: string): void => {
    for (const points of curvePoints(values, WIDTH, HEIGHT)) {
      plot.append(makeSvg('polyline', { points, class: name }, makeSvg('title', {}, name)));
    }
  };
  if (chosen) {
    const [low, high] = chosen.interval;
    const band = { x: low * WIDTH, y: 0, width: Math.max((high - low) * WIDTH, 1), height: HEIGHT, class: 'interval' };
    const at = { x1: chosen.threshold * WIDTH, x2: chosen.threshold * WIDTH, y1: 0, y2: HEIGHT, class: 'chosen' };
    plot.append(makeSvg('rect', band), makeSvg('line', at));
  }
  plot.append(makeSvg('rect', { x: 0, y: 0, width: WIDTH, height: HEIGHT, class: 'frame' }));
  add(
    curve.map(({ threshold, precision }) => ({ threshold, value: precision })),
    'precision',
  );
  add(
    curve.map(({ threshold, recall }) => ({ threshold, value: recall })),
    'recall',
  );
  const ticks = TICKS.flatMap((tick) => [
    makeSvg('text', { x: x(tick), y: TOP + HEIGHT + 14, 'text-anchor': 'middle' }, String(tick)),
    makeSvg('text', { x: LEFT - 4, y: TOP + (1 - tick) * HEIGHT + 4, 'text-anchor': 'end' }, String(tick)),
  ]);
  const box = `0 0 ${LEFT + WIDTH + 12} ${TOP + HEIGHT + 18}`;
  return makeSvg(
    'svg',
    { viewBox: box, role: 'img', 'aria-label': `Precision and recall of ${label}` },
    plot,
    ...ticks,
  );
}
