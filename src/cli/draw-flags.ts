import { imageFormats, renderDefaults, renderStyleNames } from '../index';
import { choiceFlag, type Flags, listFlag, switchFlag, textFlag } from './flag';

/** The options of commands that draw what they found. */
export const drawFlags = {
  out: textFlag('FILE|FOLDER', 'where to draw: a file for one picture, whose name tells the format,\nor a folder'),
  style: listFlag(
    'LIST',
    renderStyleNames,
    renderDefaults.styles,
    `what to draw, one over the other, of ${renderStyleNames.join(', ')};\ndefault ${renderDefaults.styles.join(',')}`,
  ),
  format: choiceFlag(
    'FORMAT',
    imageFormats,
    undefined,
    `${imageFormats.join(', ')}: of pictures in a folder; default ${renderDefaults.format}, png for cutout`,
  ),
  resume: switchFlag('leaves out pictures that are drawn already'),
  json: switchFlag('one line of JSON for each picture on standard output, and nothing else;\nmasks as COCO RLE'),
} as const satisfies Flags;
