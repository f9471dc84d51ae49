import { imageFormats, renderDefaults, renderStyleNames } from '../index';
import { choiceOption, choicesOption, type Options, switchOption, textOption } from './option';

/** The options of commands that draw what they found. */
export const drawOptions = {
  out: textOption('FILE|FOLDER', 'where to draw: a file for one picture, whose name tells the format,\nor a folder'),
  style: choicesOption(
    'LIST',
    renderStyleNames,
    renderDefaults.styles,
    `what to draw, one over the other, of ${renderStyleNames.join(', ')};\ndefault ${renderDefaults.styles.join(',')}`,
  ),
  format: choiceOption(
    'FORMAT',
    imageFormats,
    undefined,
    `${imageFormats.join(', ')}: of pictures in a folder; default ${renderDefaults.format}, png for cutout`,
  ),
  resume: switchOption('leaves out pictures that are drawn already'),
  json: switchOption('one line of JSON for each picture on standard output, and nothing else;\nmasks as COCO RLE'),
} as const satisfies Options;
