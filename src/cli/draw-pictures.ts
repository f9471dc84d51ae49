import { existsSync } from 'node:fs';
import { writeWholeFile } from '../files/whole-file';
import { openRenderer, type Renderer, type RenderStyleName, renderDefaults, VisionError } from '../index';
import { runBatch } from './batch/batch';
import { openScreen } from './batch/screen';
import { counted } from './counted';
import { decodeOptions, type FinderSettings, openFinder, type PictureResult, readPicture } from './finder';
import { type InputFile, inputFiles } from './input-files';
import { interruptible } from './interruptible';
import { type DrawnPicture, drawnPictures, outputLocation, type RequestedOutput } from './output';
import { progressPrinter } from './progress-printer';
import { jsonDocument, table } from './report';

/** Settings of `run` and `detect`. */
export interface DrawSettings extends FinderSettings, Omit<RequestedOutput, 'out' | 'isTransparent'> {
  /** File or folder. `undefined`: nothing is drawn. */
  readonly out: string | undefined;
  readonly style: readonly RenderStyleName[];
  readonly json: boolean;
  /** Skips images whose drawn file exists. */
  readonly resume: boolean;
  readonly concurrency: number;
}

/** Detects objects in images, prints them and draws them. @returns the exit status */
export const drawPictures = (operands: readonly string[], settings: DrawSettings): Promise<number> =>
  interruptible(async (signal) => {
    const { json, resume, concurrency } = settings;
    const screen = openScreen(process.stdout, process.stderr);
    const planned = await planPictures(operands, settings);
    const pictures = resume ? planned.filter(({ out }) => out === undefined || !existsSync(out)) : planned;
    if (pictures.length < planned.length) {
      screen.remark(
        `Skipped ${planned.length - pictures.length} of ${counted(planned.length, 'image')}: already drawn`,
      );
    }
    if (pictures.length === 0) return 0;

    const finder = openFinder(settings, screen.remark);
    const renderer = openRenderer();
    try {
      await finder.load(signal, progressPrinter(process.stderr));
      return await runBatch(
        {
          pictures,
          concurrency,
          signal,
          async work(picture) {
            const image = await readPicture(picture.path);
            const result = await finder.find(image, signal);
            if (isDrawn(picture)) await draw(renderer, picture, image, result, settings, signal);
            return { file: picture.path, ...result };
          },
          finish(result, { out }) {
            const document = json ? `${jsonDocument(result)}\n` : table(result);
            screen.result(json || out === undefined ? document : `${document}-> ${out}\n`);
          },
        },
        screen,
      );
    } finally {
      await finder.close();
      await renderer.close();
    }
  });

type PlannedPicture = InputFile & Partial<DrawnPicture>;

const isDrawn = (picture: PlannedPicture): picture is DrawnPicture => picture.out !== undefined;

async function planPictures(
  operands: readonly string[],
  { out, resume, ...requested }: DrawSettings,
): Promise<readonly PlannedPicture[]> {
  if (resume && out === undefined) {
    throw new VisionError('INVALID_INPUT', '--resume needs --out: it skips images that are drawn there');
  }
  const pictures = await inputFiles(operands, out);
  if (out === undefined) return pictures;
  const isTransparent = requested.style.includes('cutout');
  return drawnPictures(await outputLocation({ ...requested, out, isTransparent }, operands), pictures);
}

async function draw(
  renderer: Renderer,
  { out, format }: DrawnPicture,
  image: Buffer,
  { image: foundOn, detections }: PictureResult,
  settings: DrawSettings,
  signal: AbortSignal,
): Promise<void> {
  const look = { ...renderDefaults, styles: settings.style, format };
  const request = { ...look, image, decode: decodeOptions(settings), foundOn, detections };
  const { data } = await renderer.render(request, { signal });
  await writeWholeFile(out, data);
}
