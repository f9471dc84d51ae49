import { defineCommand } from '../command';
import { detectFlags } from '../detect-flags';
import { numberFlag, textFlag } from '../flag';
import { lookFrom } from '../look-flags';
import { trackImages } from '../track-images';

export const track = defineCommand({
  name: 'track',
  operands: { name: 'FOLDER|VIDEO --prompt "cat. dog."', least: 'a folder of images or a video' },
  summary: 'give objects an identity over the images of a folder or video: MOT format',
  details: `Images of a folder are taken in the order of the numbers in their names, at --fps images per second. A video needs
ffmpeg 5.1 or newer; --fps images per second are taken from it.
A line is: image (from 1), identity, left, top, width, height, score, -1, -1, -1. Lengths are pixels. Objects have lines from
the image on that confirms them.`,
  flags: {
    ...detectFlags,
    fps: numberFlag('NUMBER', { min: 0.01, max: 100 }, 2, 'images per second, from 0.01 to 100; default 2'),
    out: textFlag('FILE', 'file for the tracks; default -: standard output'),
  },

  run: (values, operands) => trackImages(operands, { ...values, look: lookFrom(values), segmenter: undefined }),
});
