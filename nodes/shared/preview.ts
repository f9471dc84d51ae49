import { type Bbox, type ImageSize, openRenderer, type Renderer, type VisionError, withCode } from '../../src';
import { type EditorNode, EditorNodes } from './editor-nodes';
import type { SourceImage } from './image-source';

/** An object in a previewed image. */
export interface PreviewedObject {
  readonly label: string;
  /** 0 to 1. */
  readonly score?: number;
  /** In pixels of an image of the size `foundOn`. */
  readonly bbox: Bbox;
  /** Of a tracked object. */
  readonly trackId?: number | string;
}

/** The objects of a previewed image. */
export interface PreviewedObjects {
  readonly objects: readonly PreviewedObject[];
  /** Size of the image that the boxes are from. */
  readonly foundOn: ImageSize;
}

/** A zone or line over a previewed image. */
export interface PreviewedShape {
  readonly name: string;
  readonly kind: 'zone' | 'line';
  /** Shares of the width and height of the image. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** An image of a node, for its preview. */
export interface PreviewedImage extends SourceImage {
  /** The camera that sent it; empty if it has no name. */
  readonly camera?: string;
  readonly found?: PreviewedObjects | undefined;
  readonly shapes?: readonly PreviewedShape[];
}

/** The small picture under a node, or the reason why there is none. */
export interface Thumbnail {
  /** Differs from that of every other image of all nodes. */
  readonly serial: number;
  /** JPEG, at most 320 pixels wide and high. */
  readonly data?: Buffer;
  readonly size?: ImageSize;
  readonly camera?: string;
  /** Number of objects. */
  readonly count?: number;
  readonly problem?: VisionError;
}

/** The picture of the large view. */
export interface LargePicture {
  /** JPEG file in base64, at most 4096 pixels wide and high. */
  readonly data: string;
  readonly size: ImageSize;
  readonly camera: string;
  /** At most 1000. */
  readonly found?: PreviewedObjects;
  readonly shapes?: readonly PreviewedShape[];
}

/**
 * Shows the last image of a node in editors. A node whose preview is not looked at keeps and makes nothing. Images are only in
 * memory, and are forgotten 60 s after the last look, or when the node closes.
 */
export interface Preview {
  /** Takes an image of the node. `read` runs only if an editor looks. The caller does not wait, and no error reaches it. */
  offer(read: () => PreviewedImage | Promise<PreviewedImage>): void;
  /**
   * Looks: the node keeps its last image from now on. Returns the newest thumbnail, unless it has the serial number `seen` or
   * the node has sent too many bytes. A thumbnail is made after a look, at most every 500 ms, in the drawing process.
   */
  look(seen: number | undefined): Thumbnail | undefined;
  /**
   * The last image, in its own size. `undefined` if the node has none.
   * @throws VisionError `BAD_IMAGE` and other errors of the drawing process
   */
  large(): Promise<LargePicture | undefined>;
}

const LOOK_MS = 60_000;
const MIN_INTERVAL_MS = 500;
const THUMBNAIL = { maxSide: 320, quality: 60 };
const LARGE = { maxSide: 4096, quality: 85 };
const MAX_OBJECTS = 1000;
/** All editors together, with base64 and a margin for the rest of a response: below 100 kB per second. */
const MAX_BYTES_PER_SECOND = 88_000;
/** An image that takes longer has no preview. */
const limits = { timeoutMs: 10_000 };

const previews = new EditorNodes<Preview>();

/** The preview of a deployed node, by the id that the editor knows. Of the copies of a subflow, the first one. */
export const previewOf = (id: string): Preview | undefined => previews.of(id);

interface OfferedImage {
  readonly serial: number;
  readonly image: Promise<PreviewedImage>;
}

/** The state of a preview from the first look of an editor until 60 s after the last one. */
interface Session {
  readonly renderer: Renderer;
  last?: OfferedImage;
  made?: Thumbnail;
  isMaking: boolean;
  /** When the last thumbnail was begun. Monotonic, in ms. */
  begun: number;
}

let serials = 0;

/** Opens the preview of a node. It closes with the node. */
export function openPreview(node: EditorNode, lookMs = LOOK_MS): Preview {
  const traffic = trafficLimit(MAX_BYTES_PER_SECOND);
  let session: Session | undefined;
  let timer: NodeJS.Timeout | undefined;

  function forget(): void {
    clearTimeout(timer);
    void session?.renderer.close();
    session = undefined;
  }

  function looked(): Session {
    clearTimeout(timer);
    timer = setTimeout(forget, lookMs).unref();
    session ??= { renderer: openRenderer(), isMaking: false, begun: Number.NEGATIVE_INFINITY };
    return session;
  }

  const preview: Preview = {
    offer(read) {
      if (!session) return;
      const image = (async () => read())();
      // `makeThumbnail` and `large` report it.
      image.catch(() => {});
      session.last = { serial: ++serials, image };
    },

    look(seen) {
      const current = looked();
      const { made, last, isMaking, begun } = current;
      const now = performance.now();
      if (last && last.serial !== made?.serial && !isMaking && now - begun >= MIN_INTERVAL_MS)
        void makeThumbnail(current, last, now);
      if (!made || made.serial === seen) return undefined;
      return traffic.allows(((made.data?.length ?? 0) * 4) / 3, now) ? made : undefined;
    },

    async large() {
      const { renderer, last } = looked();
      if (!last) return undefined;
      const { camera = '', found, shapes, ...source } = await last.image;
      const { data, size } = await renderer.picture({ ...source, ...LARGE }, limits);
      const over = { ...(found && { found: shownObjects(found) }), ...(shapes && { shapes }) };
      return { data: data.toString('base64'), size, camera, ...over };
    },
  };

  previews.add(node, preview);
  node.on('close', forget);
  return preview;
}

async function makeThumbnail(session: Session, { serial, image }: OfferedImage, now: number): Promise<void> {
  Object.assign(session, { isMaking: true, begun: now });
  try {
    const { camera = '', found, shapes: _shapes, ...source } = await image;
    const { data, size } = await session.renderer.picture({ ...source, ...THUMBNAIL }, limits);
    session.made = { serial, data, size, camera, ...(found && { count: found.objects.length }) };
  } catch (error) {
    session.made = { serial, problem: withCode(error, 'INTERNAL_ERROR', 'The preview cannot be made') };
  } finally {
    session.isMaking = false;
  }
}

/** Without masks and other properties of detections and tracks. */
const shownObjects = ({ objects, foundOn }: PreviewedObjects): PreviewedObjects => ({
  objects: objects.slice(0, MAX_OBJECTS).map(({ label, score, bbox, trackId }) => ({
    ...{ label, bbox },
    ...(score !== undefined && { score }),
    ...(trackId !== undefined && { trackId }),
  })),
  foundOn,
});

/** Counts bytes. `allows` refuses those that would be more than `limit` within any second. Times are in ms. */
export function trafficLimit(limit: number): { allows(bytes: number, now: number): boolean } {
  let sent: { readonly at: number; readonly bytes: number }[] = [];
  return {
    allows(bytes, now) {
      sent = sent.filter(({ at }) => now - at < 1000);
      if (sent.reduce((sum, one) => sum + one.bytes, bytes) > limit) return false;
      sent.push({ at: now, bytes });
      return true;
    },
  };
}
