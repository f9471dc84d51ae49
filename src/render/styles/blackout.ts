import { black } from '../colour';
import { paintRegion } from '../paint';
import type { RedactionStyle } from './style';

/** Fills with black. The only redaction that reveals nothing but the shape. */
export const blackout = {
  name: 'blackout',

  redact: (image, region) => paintRegion(image, region, black, 1),
} as const satisfies RedactionStyle;
