import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Bbox } from '../../contract';
import { decodeImage } from '../../image/decode';
import type { RgbPixels } from '../../image/pixels';
import type { ModelTask } from '../../model-files/model-request';
import { type DetectorFiles, detect } from '../../models/grounding-dino/detector';
import { parsePrompt } from '../../models/grounding-dino/prompt';
import type { SamModel } from '../../models/sam/model';
import type { SamPrompt } from '../../models/sam/prompt';
import { checkPrompts, embed, segment } from '../../models/sam/segmenter';
import type { BackendCall, OpenGraph, TrialObject } from './backend';
import { type DecodedPicture, decodedPicture } from './pictures';

/** Drawn shapes, 320 x 320 pixels; seen from `dist/src/engine/child/`. */
const PICTURE = resolve(__dirname, '../../../../assets/self-check.png');
const PHRASES = 'star. circle. cross';
/** The star, the circle that a cross partly covers, and the other cross. In pixels. */
const BOXES: readonly Bbox[] = [
  [93, 62, 71, 73],
  [210, 88, 110, 117],
  [245, 212, 75, 81],
];

/** What each model finds in the built-in image: see `ModelTrial.run`. */
export const trials = {
  async detector({ graphs, files }: Opened & { readonly files: DetectorFiles }, call: BackendCall) {
    // Every candidate, and one pass: whether the model reads all phrases is not the question.
    const options = { threshold: 0, phrases: 'together', nms: 'off', nmsIou: 1, maxDetections: 100 } as const;
    const session = graphs[0]!.sessionFor(call);
    return detect(session, files, await picture(call), parsePrompt('the prompt', PHRASES), options, call.signal);
  },

  async segmenter({ graphs, sam }: Opened & { readonly sam: SamModel }, call: BackendCall) {
    const prompts = BOXES.map((box) => ({ box, points: [] }));
    const accepted = isAccepted(sam, prompts) ? prompts : prompts.map(({ box }) => centreOf(box));
    const [encoder, decoder] = [graphs[0]!.sessionFor(call), (graphs[1] ?? graphs[0]!).sessionFor(call)];
    const embedding = await embed(encoder, sam, await picture(call));
    try {
      const segments = await segment(decoder, sam.decoder, embedding, accepted);
      return segments.map(({ mask, maskScore }, index) => ({ label: `prompt ${index}`, score: maskScore, mask }));
    } finally {
      embedding.tensors.release();
    }
  },
} satisfies Record<ModelTask, (model: never, call: BackendCall) => Promise<TrialObject[]>>;

interface Opened {
  readonly graphs: readonly OpenGraph[];
}

function isAccepted({ decoder }: SamModel, prompts: readonly SamPrompt[]): boolean {
  try {
    checkPrompts(decoder, prompts);
    return true;
  } catch {
    return false;
  }
}

const centreOf = ([x, y, width, height]: Bbox): SamPrompt => ({
  points: [{ x: x + width / 2, y: y + height / 2, label: 1 }],
});

let pixels: Promise<RgbPixels> | undefined;

async function picture({ times }: BackendCall): Promise<DecodedPicture> {
  pixels ??= readFile(PICTURE).then(decodeImage);
  return decodedPicture('self-check', await pixels, times);
}
