import type { Detection } from '../contract';
import type { Canvas, RgbPixels } from '../image/pixels';
import { appearanceOf } from './appearance';
import { clipToCanvas } from './clipped-detection';
import { rgbFromText } from './colour';
import type { ColourAssigner } from './colour-assigner';
import type { DrawOptions } from './draw-options';
import { labelTemplate } from './label-template';
import { type PlacedDetection, placedDetection } from './placed-detection';
import { redact, refuseOtherImage } from './redact';
import { scaleFor } from './scale';
import { shrinkToWidth } from './shrink';
import { paintsNamed, redactionsNamed } from './styles';

/**
 * Draws detections on an image and returns the canvas. Writes to `image`. Redactions are applied first and at full
 * size: the hidden pixels are gone before the image is shrunk and the other styles are drawn.
 * @throws VisionError `INVALID_INPUT` for invalid options, `BAD_BOXES` if redacted detections cannot be of this image
 */
export async function drawDetections(
  image: RgbPixels,
  detections: readonly Detection[],
  options: DrawOptions,
  assigner: ColourAssigner,
): Promise<Canvas> {
  const { order, stylesOf, coloursOf } = appearanceOf(options, assigner);
  const shared = {
    ...options,
    backgroundColour: rgbFromText('backgroundColour', options.backgroundColour),
    labelTemplate: labelTemplate(options.labelText),
  };
  const colours = coloursOf(detections);
  const placed = detections.map((detection, index) => placedDetection(detection, index, colours[index]!));
  const withStyle = <One extends PlacedDetection>(all: readonly One[], style: { readonly name: string }): One[] =>
    all.filter(({ detection }) => stylesOf(detection).some((name) => name === style.name));

  const redactions = redactionsNamed(order);
  if (redactions.length > 0) refuseOtherImage(image, options.foundOn);
  for (const style of redactions) redact(image, withStyle(placed, style), style, options);
  const scaled = await shrinkToWidth(image, placed, options.maxWidth);
  const canvas: Canvas = { ...scaled.image };
  const scale = scaleFor(canvas);
  const textHeight = options.textSize === 'auto' ? scale.textHeight : options.textSize;
  const clipped = scaled.detections.map((detection) => clipToCanvas(detection, canvas)).sort((a, b) => b.area - a.area);
  for (const style of paintsNamed(order)) {
    await style.draw({ ...shared, ...scale, textHeight, canvas, detections: withStyle(clipped, style) });
  }
  return canvas;
}
