import { openRenderer, type Renderer, renderDefaults, withCode } from '../../src';
import { attempt } from './attempt';
import { type EditorNode, EditorNodes } from './editor-nodes';
import type { SourceImage } from './image-source';
import type { VisionMessage } from './message';
import { type LanePicture, type PictureLane, PictureLanes, type PictureSlot } from './picture-lanes';

/**
 * Shows the images of a node to its open dialog. Until a dialog arms it, it keeps nothing and does nothing. Pictures are only
 * in memory, and are forgotten when nothing arms it again in time, or when the node closes.
 */
export interface PictureTap {
  /** Keeps pictures from now on, for 60 s. */
  arm(): void;
  /**
   * Takes an image of a camera. `read` runs only if a dialog waits for a picture of this camera. The picture is made later, in
   * the drawing process: the caller does not wait, and `lanes` reports what fails.
   */
  offer(lane: string, read: () => Promise<SourceImage>): void;
  /** The cameras that sent an image since the tap was armed. `undefined` if it is not armed. */
  lanes(): readonly PictureLane[] | undefined;
  /** The picture of a camera, if there is one. The next image of the camera then becomes a picture, too. */
  take(lane: string): LanePicture | undefined;
}

export const ARMED_MS = 60_000;

const look = { ...renderDefaults, styles: [], detections: [], maxWidth: 960, format: 'jpeg', quality: 70 } as const;

/** The name of the camera that sent a message: its topic, if that is a text. */
export function cameraOf(msg: VisionMessage): string {
  const topic = attempt(() => msg.topic);
  return typeof topic === 'string' ? topic : '';
}

interface Session {
  readonly renderer: Renderer;
  readonly lanes: PictureLanes;
}

const taps = new EditorNodes<PictureTap>();

/** The tap of a deployed node, by the id that the editor knows. Of the copies of a subflow, the first one. */
export const pictureTapOf = (id: string): PictureTap | undefined => taps.of(id);

/** Opens the tap of a node. It closes with the node. */
export function openPictureTap(node: EditorNode, armedMs = ARMED_MS): PictureTap {
  let session: Session | undefined;
  let timer: NodeJS.Timeout | undefined;
  let serial = 0;

  function disarm(): void {
    clearTimeout(timer);
    void session?.renderer.close();
    session = undefined;
  }

  async function make(renderer: Renderer, slot: PictureSlot, read: () => Promise<SourceImage>): Promise<void> {
    slot.isWanted = false;
    try {
      const { data, image } = await renderer.render({ ...look, ...(await read()) });
      slot.picture = { data, image, serial: ++serial };
      slot.problem = undefined;
    } catch (error) {
      slot.problem = withCode(error, 'INTERNAL_ERROR', 'The picture cannot be made');
      slot.isWanted = true;
    }
  }

  const tap: PictureTap = {
    arm() {
      clearTimeout(timer);
      timer = setTimeout(disarm, armedMs).unref();
      session ??= { renderer: openRenderer(), lanes: new PictureLanes() };
    },

    offer(lane, read) {
      const slot = session?.lanes.offer(lane);
      if (session && slot) void make(session.renderer, slot, read);
    },

    lanes: () => session?.lanes.list(),
    take: (lane) => session?.lanes.take(lane),
  };

  taps.add(node, tap);
  node.on('close', disarm);
  return tap;
}
