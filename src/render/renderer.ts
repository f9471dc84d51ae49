import { join } from 'node:path';
import { sendableDetections, sendableImage, withOwnMemory } from '../calls/sendable';
import type { ImageInput, ImageSize, StageTimes } from '../contract';
import { roundedTimes } from '../contract/vision';
import { VisionError } from '../errors';
import { imageProcess, imageTimeout } from '../process/image-process';
import type {
  CroppedImage,
  CropRequest,
  DrawnImage,
  GreyImage,
  PictureImage,
  PictureRequest,
  RenderApi,
  RenderRequest,
  ThumbnailImage,
  ThumbnailRequest,
} from './render-api';

/** A drawn image. */
export interface RenderResult {
  /** The encoded image. A Buffer that owns its memory. */
  readonly data: Buffer;
  /** Size of the original image, upright. */
  readonly image: ImageSize;
  /** Size of the drawn image, smaller than `image` if `maxWidth` applies. */
  readonly size: ImageSize;
  /** `inference` is the time for drawing, without encoding. `load` is 0. */
  readonly ms: StageTimes;
}

export interface RenderCallOptions {
  /** Rejects the call with the signal's reason. Work that has not begun is dropped. */
  readonly signal?: AbortSignal;
  /**
   * Milliseconds that the work on the image may take, at most 2147483647, by default 60000; 0 = no limit. Waiting for other
   * images does not count.
   */
  readonly timeoutMs?: number;
}

/** Access to the process in which all renderers of this process draw. The first image starts it. */
export interface Renderer {
  /**
   * Draws detections on an image and encodes it. Copies its input and never writes to it.
   * @throws VisionError `BAD_IMAGE`, `BAD_BOXES`, `INVALID_INPUT`; `ENGINE_TIMEOUT` if drawing takes too long;
   * `ENGINE_CRASHED` if the process dies or the renderer was closed; the signal's reason if it aborts
   */
  render(request: RenderRequest, options?: RenderCallOptions): Promise<RenderResult>;
  /**
   * Makes a small copy of an image, such as `openTracker` takes for colours. Copies its input and never writes to it.
   * @throws VisionError as `render`
   */
  thumbnail(request: ThumbnailRequest, options?: RenderCallOptions): Promise<ThumbnailImage>;
  /**
   * Makes a small grey copy of an image, such as `openGate` compares. Copies its input and never writes to it.
   * @throws VisionError as `render`
   */
  grey(request: ThumbnailRequest, options?: RenderCallOptions): Promise<GreyImage>;
  /**
   * Cuts a part out of an image, as a JPEG file. Copies its input and never writes to it.
   * @throws VisionError as `render`
   */
  crop(request: CropRequest, options?: RenderCallOptions): Promise<CroppedImage>;
  /**
   * Copies an image into a smaller JPEG file, such as an editor shows. Copies its input and never writes to it.
   * @throws VisionError as `render`
   */
  picture(request: PictureRequest, options?: RenderCallOptions): Promise<PictureImage>;
  /** Closes this renderer and fails its later calls. The process ends when the last renderer is closed. */
  close(): Promise<void>;
}

/** Defaults of `mask-render` and of the command line. */
export const renderDefaults = {
  styles: ['overlay', 'outline', 'label'],
  classes: [],
  colourBy: 'class',
  palette: 'default',
  opacity: 0.5,
  haloOpacity: 0.8,
  backgroundColour: '#000000',
  backgroundOpacity: 0.5,
  grow: 'auto',
  minCoverage: 5,
  invert: false,
  labelText: '{label} {score}%',
  textSize: 'auto',
  maxWidth: 0,
  format: 'jpeg',
  quality: 80,
} as const satisfies Omit<RenderRequest, 'image' | 'detections'>;

const drawing = imageProcess<RenderApi>({ file: join(__dirname, 'render-process.js'), name: 'drawing process' });
const users = new Set<symbol>();

/** Opens a renderer. Starts nothing before its first image. */
export function openRenderer(): Renderer {
  const user = Symbol('renderer');
  users.add(user);

  function limitsOf({ signal, timeoutMs }: RenderCallOptions): { timeoutMs: number; signal: AbortSignal | undefined } {
    if (!users.has(user)) throw closed();
    return { timeoutMs: imageTimeout(timeoutMs), signal };
  }

  return {
    async render(request, options = {}) {
      const limits = limitsOf(options);
      const start = performance.now();
      const { data, ms, ...sizes } = await drawing.ask('render', sendable(request), limits);
      return { data: withOwnMemory(data), ...sizes, ms: stageTimes(ms, start) };
    },

    async thumbnail(request, options = {}) {
      const made = await drawing.ask('thumbnail', withSendableImage(request), limitsOf(options));
      return { ...made, data: withOwnMemory(made.data) };
    },

    async grey(request, options = {}) {
      const made = await drawing.ask('grey', withSendableImage(request), limitsOf(options));
      return { ...made, data: withOwnMemory(made.data) };
    },

    async crop(request, options = {}) {
      const cut = await drawing.ask('crop', withSendableImage(request), limitsOf(options));
      return { ...cut, data: withOwnMemory(cut.data) };
    },

    async picture(request, options = {}) {
      const made = await drawing.ask('picture', withSendableImage(request), limitsOf(options));
      return { ...made, data: withOwnMemory(made.data) };
    },

    async close() {
      if (!users.delete(user) || users.size > 0) return;
      await drawing.end(closed());
    },
  };
}

const closed = (): VisionError => new VisionError('ENGINE_CRASHED', 'The renderer was closed');

const withSendableImage = <Request extends { readonly image: ImageInput }>(request: Request): Request => ({
  ...request,
  image: sendableImage(request.image),
});

const sendable = ({ image, detections, ...options }: RenderRequest): RenderRequest => ({
  ...options,
  image: sendableImage(image),
  detections: sendableDetections(detections),
});

const stageTimes = ({ queue, decode, draw }: DrawnImage['ms'], start: number): StageTimes =>
  roundedTimes({ queue, decode, load: 0, inference: draw, total: performance.now() - start });

export { type ImageFormat, imageFormats } from '../image/image-formats';
export { type ClassAppearance, colourKeys } from './draw-options';
export { type HiddenPart, hiddenParts } from './hidden-part';
export { type PaletteName, paletteNames } from './palettes';
export { type RenderStyleName, renderStyleNames } from './styles/style-names';
export { type ZoneShape, zoneShapes } from './zone-shape';
export type {
  CroppedImage,
  CropRequest,
  GreyImage,
  PictureImage,
  PictureRequest,
  RenderRequest,
  ThumbnailImage,
  ThumbnailRequest,
};
