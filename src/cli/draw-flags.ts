import { imageFormats, renderDefaults, renderStyleNames } from '../index';
import { choiceFlag, type Flags, listFlag, switchFlag, textFlag } from './flag';

/** Only messages have zones. */
const styles = renderStyleNames.filter((name) => name !== 'zones');

/** Flags of the commands that draw detections. */
export const drawFlags = {
  out: textFlag('FILE|FOLDER', 'where to draw: a file for one image, whose extension sets the format, or a folder'),
  style: listFlag(
    'LIST',
    styles,
    renderDefaults.styles,
    `what to draw, separated by commas, later styles on top:\n${styles.join(', ')};\ndefault ${renderDefaults.styles.join(',')}`,
  ),
  format: choiceFlag(
    'FORMAT',
    imageFormats,
    undefined,
    `format of images in a folder: ${imageFormats.join(', ')};\ndefault ${renderDefaults.format}, for cutout png`,
  ),
  resume: switchFlag('skip images whose drawn file exists'),
  json: switchFlag('print one line of JSON for each image and nothing else; masks are COCO RLE'),
} as const satisfies Flags;
