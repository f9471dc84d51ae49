import { black } from '../colour';
import { paintRegion } from '../paint';
import type { RedactionStyle } from './style';

/** Black. The only style of which nothing can be guessed but the shape. */
export const blackout = {
  name: 'blackout',

  redact: (image, region) => paintRegion(image, region, black, 1),
} as const satisfies RedactionStyle;
