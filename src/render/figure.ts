import type { Detection, ImageSize } from '../contract';
import { maskArea } from '../geometry/mask';
import type { Rgb } from './colour';
import { type MaskRegion, maskRegion } from './mask-region';
import type { Palette } from './palette';
import { type PixelRect, rectArea, rectOfBox } from './pixel-rect';

/** A detection ready to be drawn: clipped to the pixels of the picture. */
export interface Figure extends Pick<Detection, 'label' | 'score'> {
  readonly colour: Rgb;
  readonly box: PixelRect;
  /** Absent where the detection has no mask; without a pixel where its mask is empty. */
  readonly mask?: MaskRegion;
}

/** Largest first: what is drawn later stays visible on top. */
export function figuresOf(detections: readonly Detection[], size: ImageSize, palette: Palette): Figure[] {
  const colours = palette(detections.map(({ label }) => label));
  return detections
    .map(({ label, score, bbox, mask, area }) => {
      const box = rectOfBox(bbox, size);
      const figure = { label, score, colour: colours.get(label)!, box };
      return mask
        ? { figure: { ...figure, mask: maskRegion(mask, size) }, area: area ?? maskArea(mask) }
        : { figure, area: rectArea(box) };
    })
    .sort((a, b) => b.area - a.area)
    .map(({ figure }) => figure);
}
