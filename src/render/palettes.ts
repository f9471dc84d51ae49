import { type Rgb, rgbFromHex } from './colour';

/** The palettes of supervision, so that images look the same as in Python. */
const hex = {
  default:
    'A351FB FF4040 FFA1A0 FF7633 FFB633 D1D435 4CFB12 94CF1A 40DE8A 1B9640 00D6C1 ' +
    '2E9CAA 00C4FF 364797 6675FF 0019EF 863AFF 530087 CD3AFF FF97CA FF39C9',
  legacy:
    'A351FB E6194B 3CB44B FFE119 0082C8 F58231 911EB4 46F0F0 F032E6 D2F53C FABEBE ' +
    '008080 E6BEFF AA6E28 FFFAC8 800000 AAFFC3',
  roboflow: 'C28DFC A351FB 8315F9 6706CE 5905B3 4D049A',
} as const;

export type PaletteName = keyof typeof hex;
export const paletteNames = Object.keys(hex) as readonly PaletteName[];

export const paletteColours = (name: PaletteName): readonly Rgb[] => hex[name].split(' ').map(rgbFromHex);
