import type { Picture } from '../picture';
import { pixelTensor } from '../preprocess';
import type { Session } from '../session';
import { sigmoid } from '../sigmoid';
import { type DetectorFiles, inputsFor } from './detector';
import { feedsFor, readOutputs } from './feeds';
import { parsePrompt } from './prompt';

/** What a graph outputs for a fixed image and one phrase. */
export interface ReferencePass {
  readonly logits: Float32Array;
  readonly boxes: Float32Array;
}

/** How the passes of two graphs compare. */
export interface Agreement {
  readonly agrees: boolean;
  readonly reason: string;
}

/** The largest difference in a graph of float32. Logits are from about -10 to 5, boxes from 0 to 1. */
const MAX_DIFFERENCE = 1e-3;
/** The largest difference of scores and boxes, both from 0 to 1, in graphs of other precisions. */
const MAX_LOW_PRECISION_DIFFERENCE = 0.02;

/** Runs one pass with one phrase. The image has edges, colours and noise, and is the same in each call. */
export async function referencePass(session: Session, files: DetectorFiles): Promise<ReferencePass> {
  const classes = parsePrompt('phrase', 'a cat');
  const { signature, captions, pixels } = await inputsFor(session, files, testPicture, classes, 'one by one');
  const caption = captions[0]!;
  const outputs = await session.run(feedsFor(session, signature, pixels, caption, files.tokenizer));
  const { logits, boxes } = readOutputs(outputs, signature, caption.spans);
  return { logits: logits.data, boxes: boxes.data };
}

/**
 * Whether two graphs output the same: logits and boxes within 0.001 in float32, scores and boxes within 0.02 in other
 * precisions.
 */
export function agreement(a: ReferencePass, b: ReferencePass, isFloat32: boolean): Agreement {
  if (a.logits.length !== b.logits.length || a.boxes.length !== b.boxes.length) {
    return { agrees: false, reason: 'the outputs have other sizes' };
  }
  const limit = isFloat32 ? MAX_DIFFERENCE : MAX_LOW_PRECISION_DIFFERENCE;
  const compared = isFloat32 ? (logit: number) => logit : sigmoid;
  const logits = largestDifference(a.logits, b.logits, compared);
  const boxes = largestDifference(a.boxes, b.boxes, (side) => side);
  const reason = `${isFloat32 ? 'logits' : 'scores'} differ by ${logits.toPrecision(2)}, boxes by ${boxes.toPrecision(2)}`;
  // A difference from or to NaN is NaN, which is not within the limit.
  return { agrees: logits <= limit && boxes <= limit, reason };
}

function largestDifference(a: Float32Array, b: Float32Array, compared: (value: number) => number): number {
  let largest = 0;
  for (let at = 0; at < a.length; at++) {
    // Columns after the text are -Infinity.
    const difference = a[at] === b[at] ? 0 : Math.abs(compared(a[at]!) - compared(b[at]!));
    if (!(difference <= largest)) largest = difference;
    if (Number.isNaN(largest)) return largest;
  }
  return largest;
}

const testPicture: Picture = {
  size: { width: 640, height: 480 },
  async input(layout) {
    const { width, height } = layout.size;
    const rgb = new Uint8Array(width * height * 3);
    for (let y = 0, at = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [u, v] = [x / width, y / height];
        const isDisc = (u - 0.35) ** 2 + (v - 0.55) ** 2 < 0.04;
        const isBar = u > 0.65 && u < 0.9 && v > 0.2 && v < 0.8;
        const noise = (Math.imul(x * 73_856_093, 31) ^ Math.imul(y, 19_349_663)) & 31;
        rgb[at++] = (isDisc ? 190 : 40 + 120 * u) + noise;
        rgb[at++] = (isBar ? 170 : 60 + 100 * v) + noise;
        rgb[at++] = (isDisc === isBar ? 90 : 30) + noise;
      }
    }
    return pixelTensor(rgb, layout);
  },
};
