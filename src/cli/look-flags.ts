import {
  type Grid,
  gridExpected,
  gridFrom,
  invalidInput,
  type Look,
  lookDefaults,
  MAX_OVERLAP,
  polygonFrom,
  type Region,
  regionExpected,
  VisionError,
} from '../index';
import { choiceFlag, type Flag, type Flags, type FlagValues, numberFlag } from './flag';

const grid: Flag<Grid> = {
  placeholder: 'GRID',
  help: `columns x rows of tiles, each from 1 to 8; default ${lookDefaults.grid}`,
  read(text = lookDefaults.grid, name) {
    const read = gridFrom(text);
    if (read) return read;
    throw invalidInput(name, gridExpected, text);
  },
};

const region: Flag<Region | undefined> = {
  placeholder: 'POINTS',
  help: `corners of a polygon in shares of the image, x and y by turns, from 0 to 1:
0,0.5,1,0.5,1,1,0,1 is the lower half`,
  read(text, name) {
    if (text === undefined) return undefined;
    const read = polygonFrom(text);
    if (read) return read;
    throw invalidInput(name, regionExpected, text);
  },
};

/** Flags for the parts of an image that are searched. */
export const lookFlags = {
  look: choiceFlag(
    'WHERE',
    ['whole', 'tiles', 'region'],
    'whole',
    `whole: the complete image; tiles: it and the tiles of --grid, for small objects
(2x2 takes 5 times as long); region: the rectangle around --region; default whole`,
  ),
  grid,
  tileOverlap: numberFlag(
    'SHARE',
    { min: 0, max: MAX_OVERLAP },
    lookDefaults.tileOverlap,
    `share of a tile that the next one covers too, 0 to ${MAX_OVERLAP}; default ${lookDefaults.tileOverlap}`,
  ),
  region,
} as const satisfies Flags;

/** @throws VisionError `INVALID_INPUT` if a region is requested and missing */
export function lookFrom({ look, grid, tileOverlap, region }: FlagValues<typeof lookFlags>): Look {
  if (look === 'whole') return { at: 'whole' };
  if (look === 'tiles') return { at: 'tiles', grid, overlap: tileOverlap };
  if (region) return { at: 'region', region };
  throw new VisionError('INVALID_INPUT', '--region is missing: --look region needs the corners of a polygon');
}
