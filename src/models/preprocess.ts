import type { ImageSize } from '../contract';
import { VisionError } from '../errors';
import { takeFloats } from '../tensor/spare-floats';
import { float32, type Tensor, uint8 } from '../tensor/tensor';

/** The fields of a model folder's `preprocessor_config.json` that are used, under Hugging Face's names. */
export interface PreprocessConfig {
  readonly size?: { height?: number; width?: number; shortest_edge?: number; longest_edge?: number };
  readonly image_mean?: readonly number[];
  readonly image_std?: readonly number[];
  readonly rescale_factor?: number;
}

const IMAGENET_MEAN = [0.485, 0.456, 0.406];
const IMAGENET_STD = [0.229, 0.224, 0.225];

/** How an image becomes the input of a graph. */
export interface PixelLayout {
  /** The image is resized to this size. */
  readonly size: ImageSize;
  /** Absent: the graph takes levels from 0 to 255, `[height, width, 3]`. */
  readonly normalise?: PreprocessConfig;
  /** Height and width of the tensor, if it is larger than the image. */
  readonly padTo?: ImageSize;
  /** The graph takes 8-bit levels, `[1, height, width, 3]`, and normalises them itself. */
  readonly isPacked?: true;
}

/** The image as a graph takes it: float32, or 8-bit levels. */
export type PixelTensor = Tensor<'float32'> | Tensor<'uint8'>;

/**
 * The input of a graph.
 * @param rgb 8 bits, `[height, width, 3]` of `layout.size`
 */
export function pixelTensor(rgb: Uint8Array, { size, normalise, padTo, isPacked }: PixelLayout): PixelTensor {
  // A run moves its feeds away, and these pixels may be those of a cached image.
  if (isPacked) return uint8([1, size.height, size.width, 3], rgb.slice());
  return normalise ? pixelValues(rgb, size, normalise, padTo) : float32([size.height, size.width, 3], rgb);
}

/**
 * Normalises `(x * rescale_factor - mean) / std` and splits the channels.
 * @param rgb 8 bits, `[height, width, 3]`
 * @param size height and width of `rgb`
 * @param padTo size of the result. The image is in its top left corner; Hugging Face too pads after normalising
 * @returns float32 `[1, 3, padTo.height, padTo.width]`; 0 in the padding
 */
export function pixelValues(
  rgb: Uint8Array,
  size: ImageSize,
  config: PreprocessConfig,
  padTo = size,
): Tensor<'float32'> {
  const plane = padTo.width * padTo.height;
  const out = takeFloats(3 * plane);
  if (plane > size.width * size.height) out.fill(0);
  const scale = config.rescale_factor ?? 1 / 255;
  const mean = config.image_mean ?? IMAGENET_MEAN;
  const std = config.image_std ?? IMAGENET_STD;
  const [meanRed, meanGreen, meanBlue] = mean as [number, number, number];
  const [stdRed, stdGreen, stdBlue] = std as [number, number, number];
  for (let y = 0; y < size.height; y++) {
    let source = y * size.width * 3;
    const start = y * padTo.width;
    for (let target = start; target < start + size.width; target++, source += 3) {
      out[target] = (rgb[source]! * scale - meanRed) / stdRed;
      out[target + plane] = (rgb[source + 1]! * scale - meanGreen) / stdGreen;
      out[target + 2 * plane] = (rgb[source + 2]! * scale - meanBlue) / stdBlue;
    }
  }
  return float32([1, 3, padTo.height, padTo.width], out);
}

/**
 * The size to which Hugging Face resizes an image: the shorter side becomes `shortest`, or less if the longer side
 * would exceed `longest`. In pixels. Source: transformers, image_transforms.py, `get_size_with_aspect_ratio`.
 * @throws VisionError `BAD_IMAGE` if a side would be shorter than one pixel
 */
export function sizeByEdges({ width, height }: ImageSize, shortest: number, longest: number): ImageSize {
  const [min, max] = width < height ? [width, height] : [height, width];
  // The longer side is computed from the unrounded length of the shorter side.
  const raw = (max / min) * shortest > longest ? (longest * min) / max : shortest;
  const short = roundHalfEven(raw);
  if (min === short) return { width, height };
  const long = Math.trunc((raw * max) / min);
  if (short < 1 || long < 1) {
    throw new VisionError('BAD_IMAGE', `Image too narrow for this model: ${width} x ${height} pixels`);
  }
  return width < height ? { width: short, height: long } : { width: long, height: short };
}

/** Rounds half to even, as Python's `round`. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
