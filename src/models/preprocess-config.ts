import { VisionError } from '../errors';
import type { PreprocessConfig } from './preprocess';

/** Pillow's number of the bilinear filter, the only one that images are resized with. */
const BILINEAR = 2;

/** Settings of Hugging Face's image processors that must have these values, because nothing else is implemented. */
const required: Readonly<Record<string, readonly unknown[]>> = {
  do_resize: [true],
  resample: [BILINEAR],
  do_center_crop: [false],
  do_flip_channel_order: [false],
};

/** Sizes that `size` can state, by their keys. */
const sizeKeys = ['height width', 'longest_edge', 'longest_edge shortest_edge'];

/**
 * The preprocessing of a model: from `processor_config.json` if it has an `image_processor`, as transformers 5 saves it,
 * else from `preprocessor_config.json`. Settings that are missing have the values of the model's paper.
 * @throws VisionError `MODEL_UNSUPPORTED` for a setting that would change the pixels and is not implemented
 */
export function preprocessConfig(preprocessor: object, processor: object = {}): PreprocessConfig {
  const nested = (processor as { image_processor?: unknown }).image_processor;
  const given = (typeof nested === 'object' && nested !== null ? nested : preprocessor) as Record<string, unknown>;
  for (const [name, values] of Object.entries(required)) {
    const value = given[name] ?? values[0];
    if (!values.includes(value)) throw unsupported(name, values.join(' or '), value);
  }
  const { size, rescale_factor, image_mean, image_std } = given;
  return {
    ...(size === undefined || size === null ? {} : { size: checkedSize(size) }),
    ...(given.do_rescale === false ? { rescale_factor: 1 } : defined('rescale_factor', rescale_factor, isNumber)),
    ...(given.do_normalize === false
      ? { image_mean: [0, 0, 0], image_std: [1, 1, 1] }
      : { ...defined('image_mean', image_mean, isRgb), ...defined('image_std', image_std, isRgb) }),
  };
}

function checkedSize(size: unknown): NonNullable<PreprocessConfig['size']> {
  // A single number is the shortest edge, as transformers reads it.
  if (isNumber(size)) return { shortest_edge: size };
  const entries = Object.entries(size as object).filter(([, value]) => value !== null);
  const keys = entries.map(([key]) => key).sort();
  if (sizeKeys.includes(keys.join(' ')) && entries.every(([, value]) => isNumber(value)))
    return Object.fromEntries(entries);
  throw unsupported('size', 'height and width, or shortest_edge and longest_edge', size);
}

function defined<Name extends string>(name: Name, value: unknown, isValid: (value: unknown) => boolean) {
  if (value === undefined || value === null) return {};
  if (!isValid(value)) throw unsupported(name, 'a number, or one for each of red, green and blue', value);
  return { [name]: value };
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isRgb = (value: unknown): boolean => Array.isArray(value) && value.length === 3 && value.every(isNumber);

const unsupported = (name: string, expected: string, value: unknown): VisionError =>
  new VisionError(
    'MODEL_UNSUPPORTED',
    `Preprocessing ${name} must be ${expected}, got ${JSON.stringify(value)}: this model needs images prepared in a way that is not implemented`,
  );
