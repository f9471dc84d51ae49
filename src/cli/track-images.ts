import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { openRenderer, openTracker, type Thumbnail, VisionError } from '../index';
import { runBatch } from './batch/batch';
import { openScreen } from './batch/screen';
import { decodeOptions, type FinderSettings, openFinder, type PictureResult, readPicture } from './finder';
import { type InputFile, inputFiles, isFileOperand, pictureExtensions } from './input-files';
import { interruptible } from './interruptible';
import { motLines } from './mot-lines';
import { progressPrinter } from './progress-printer';
import { openResultFile } from './result-file';
import { openVideo } from './track-video';

export interface TrackSettings extends FinderSettings {
  /** Images per second: those of a folder, and those that are taken from a video. */
  readonly fps: number;
  /** File for the tracks; standard output by default, and for `-`. */
  readonly out: string | undefined;
  readonly concurrency: number;
}

/** As `object-tracker` reads colours, in pixels. */
const THUMBNAIL_WIDTH = 320;

/** The values of an image that the tracker reads. */
interface Searched extends PictureResult {
  readonly thumbnail: Thumbnail;
}

/** An image, and its position among the images, from 0. */
interface Frame extends InputFile {
  readonly index: number;
}

/** Tracks objects over the images of a folder or video, and writes their tracks. @returns the exit status */
export const trackImages = (operands: readonly string[], settings: TrackSettings): Promise<number> =>
  interruptible(async (signal) => {
    const [source, ...more] = operands;
    if (source === undefined || more.length > 0) {
      throw new VisionError('INVALID_INPUT', `track needs one folder or video, got ${operands.length}`);
    }
    const screen = openScreen(process.stdout, process.stderr);
    const frames = (await isVideo(source)) ? undefined : await framesOf(source);
    const { out = '-' } = settings;
    const file = out === '-' ? undefined : await openResultFile(out);
    const video = frames ? undefined : await openVideo(source, settings.fps, signal);
    const finder = openFinder(settings, screen.remark);
    const renderer = openRenderer();
    const tracker = openTracker('');
    let lines = '';

    const search = async (image: Buffer): Promise<Searched> => {
      const result = await finder.find(image, signal);
      const request = { image, decode: decodeOptions(settings), maxWidth: THUMBNAIL_WIDTH };
      return { ...result, thumbnail: await renderer.thumbnail(request, { signal }) };
    };
    // An image that failed was not searched: its objects are not missed.
    const add = (searched: Searched, index: number): void => {
      const { detections = [] } = tracker.update({ ...searched, time: (index * 1000) / settings.fps });
      lines += motLines(index + 1, detections);
    };

    try {
      await finder.load(signal, progressPrinter(process.stderr));
      const status = frames
        ? await runBatch(
            {
              pictures: frames,
              concurrency: settings.concurrency,
              signal,
              work: async ({ path }) => search(await readPicture(path)),
              finish: (searched, { index }) => add(searched, index),
            },
            screen,
          )
        : await video!.track(async (image, index) => add(await search(image), index), screen).then(() => 0);
      signal.throwIfAborted();
      if (file) await file.write(lines);
      else screen.result(lines);
      return status;
    } finally {
      await video?.close();
      await finder.close();
      await renderer.close();
    }
  });

/** Any file that is not an image by its name. @throws VisionError `INVALID_INPUT` if nothing has the name */
async function isVideo(operand: string): Promise<boolean> {
  if (!(await isFileOperand(operand))) return false;
  if (!existsSync(operand)) throw new VisionError('INVALID_INPUT', `There is no folder or video ${operand}`);
  return !pictureExtensions.includes(extname(operand).toLowerCase());
}

/** In the order of the numbers in their names, with or without leading zeros. */
async function framesOf(operand: string): Promise<Frame[]> {
  const { compare } = new Intl.Collator('en', { numeric: true });
  const pictures = await inputFiles([operand], undefined);
  return pictures.toSorted((a, b) => compare(a.name, b.name)).map((picture, index) => ({ ...picture, index }));
}
