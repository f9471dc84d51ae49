import { glowAround } from '../glow';
import { paintCoverage } from '../paint';
import { unionOf } from '../region';
import type { PaintStyle } from './style';

/** A glow in the object's colour around its mask or box. It does not cover any object. */
export const halo = {
  name: 'halo',

  draw({ canvas, detections, haloOpacity, haloReach }) {
    const shapes = detections.map(({ shape }) => shape);
    const objects = unionOf(shapes, canvas).data;
    for (const { shape, colour } of detections) {
      const { glow, left, top } = glowAround(shape, canvas, haloReach, haloOpacity);
      for (let y = 0; y < glow.height; y++) {
        const row = (top + y) * canvas.width + left;
        for (let x = 0; x < glow.width; x++) if (objects[row + x] === 1) glow.alpha[y * glow.width + x] = 0;
      }
      paintCoverage(canvas, glow, left, top, colour);
    }
  },
} as const satisfies PaintStyle;
