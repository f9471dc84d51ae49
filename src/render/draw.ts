import type { Detection, ImageSize } from '../contract';
import type { Canvas, RgbPixels } from '../image/pixels';
import { appearanceOf } from './appearance';
import { type ClippedDetection, clipToCanvas } from './clipped-detection';
import { black, rgbFromText } from './colour';
import type { ColourAssigner } from './colour-assigner';
import type { DrawOptions } from './draw-options';
import { hiddenPart } from './hidden-part';
import { labelTemplate } from './label-template';
import { paintRegion } from './paint';
import { type PlacedDetection, placedDetection } from './placed-detection';
import { redact, refuseOtherImage } from './redact';
import { maskRegion } from './region';
import { scaleFor } from './scale';
import { shrinkDetections, shrinkToWidth } from './shrink';
import { paintsNamed, redactionsNamed } from './styles';
import { trustedDetections } from './trusted-shape';
import { placedShapes } from './zone-shape';

/**
 * Draws detections on an image and returns the canvas. Writes to `image`. Redactions are applied first and at full
 * size: the hidden pixels are gone before the image is shrunk and the other styles are drawn.
 * @throws VisionError `INVALID_INPUT` for invalid options, `BAD_BOXES` if detections to hide cannot be of this image
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

  const partOf = (style: string) => hiddenPart(style, options);
  if (order.some(partOf)) refuseOtherImage(image, options.foundOn);
  for (const style of redactionsNamed(order)) redact(image, withStyle(placed, style), style, options);
  const paints = paintsNamed(order).map((style) => {
    const part = partOf(style.name);
    return { style, trusted: part && trustedDetections(withStyle(placed, style), part, image, options.minCoverage) };
  });
  for (const { style, trusted } of paints) if (trusted && partOf(style.name) === 'objects') blacken(image, trusted);

  const scaled = await shrinkToWidth(image, placed, options.maxWidth);
  const canvas: Canvas = { ...scaled.image };
  const scale = scaleFor(canvas);
  const textHeight = options.textSize === 'auto' ? scale.textHeight : options.textSize;
  const clipped = clippedBySize(scaled.detections, canvas);
  const zones = placedShapes(options.zones ?? [], assigner, image, canvas);
  for (const { style, trusted } of paints) {
    const own = trusted && clippedBySize(shrinkDetections(trusted, image, canvas), canvas);
    await style.draw({ ...shared, ...scale, textHeight, canvas, zones, detections: own ?? withStyle(clipped, style) });
  }
  return canvas;
}

/** Largest first. */
const clippedBySize = (detections: readonly PlacedDetection[], canvas: ImageSize): ClippedDetection[] =>
  detections.map((detection) => clipToCanvas(detection, canvas)).sort((a, b) => b.area - a.area);

/** Before the image is shrunk, so that no pixel of an object mixes into its surroundings. */
function blacken(image: RgbPixels, detections: readonly PlacedDetection[]): void {
  for (const { mask } of detections) if (mask) paintRegion(image, maskRegion(mask, image), black, 1);
}
