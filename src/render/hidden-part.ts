import type { DrawOptions } from './draw-options';

type Options = Pick<DrawOptions, 'invert' | 'backgroundOpacity'>;

/**
 * The part of the image that a style removes, so that a wrong mask or box would show it. `undefined` for styles that
 * keep the image visible, and for `mask-only`, which removes all of it.
 */
export function hiddenPart(style: string, { invert, backgroundOpacity }: Options): HiddenPart | undefined {
  switch (style) {
    case 'blur':
    case 'pixelate':
    case 'blackout':
      return invert ? 'background' : 'objects';
    case 'cutout':
      return invert ? 'objects' : 'background';
    case 'background':
      if (backgroundOpacity < 1) return undefined;
      return invert ? 'objects' : 'background';
    default:
      return undefined;
  }
}

export type HiddenPart = 'objects' | 'background';

/** The parts of the image that the styles of all detections and of the rows of `classes` remove. */
export function hiddenParts({ styles, classes, ...options }: Options & Pick<DrawOptions, 'styles' | 'classes'>) {
  const all = [...styles, ...classes.flatMap((row) => row.styles ?? [])];
  return new Set(all.map((style) => hiddenPart(style, options)).filter((part) => part !== undefined));
}
