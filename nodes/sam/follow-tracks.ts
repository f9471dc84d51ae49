import type { Node, NodeAPI } from 'node-red';
import {
  type Detection,
  emptyFollowState,
  type Followed,
  type FollowState,
  follow,
  followPrompts,
  heldDetections,
  type Mask,
  maskBytesOf,
  type SegmentResult,
  withoutGone,
} from '../../src';
import { type CameraLanes, openCameraLanes } from '../shared/camera-lanes';
import { type CameraSettings, cameraName } from '../shared/camera-name';
import { type DetectionsSettings, type ReadPrompts, readPrompts } from '../shared/detections-source';
import { reportedImageSize, type VisionMessage } from '../shared/message';
import { flagOption, textOption } from '../shared/options';
import { readTracks } from '../shared/tracks-source';

/** Settings: whether objects are followed in images that were not searched. */
export const followOptions = { follow: flagOption(false), tracks: textOption('tracks') } as const;

type FollowSettings = DetectionsSettings & CameraSettings & { readonly tracks: string };

/** The memory of one camera. */
interface FollowLane {
  state: FollowState;
}

export type FollowLanes = CameraLanes<FollowLane>;

/** Of the masks of all cameras of a node. */
const MAX_BYTES = 64e6;

export const openFollowLanes = (nodeId: string): FollowLanes =>
  openCameraLanes(nodeId, {}, () => ({ state: emptyFollowState }));

/** One message of a camera. */
export interface FollowedMessage {
  /** The objects to segment. `undefined`: the image was not searched, and there is no object to follow. */
  readonly prompts: (ReadPrompts & { readonly earlier: (Mask | undefined)[] }) | undefined;
  /** Remembers the masks, and returns the detections to send. */
  settle(result: SegmentResult): Followed;
}

/**
 * Prepares a message: its detections, or without any where its tracks should be.
 * @throws VisionError `BAD_BOXES`
 */
export async function followMessage(
  RED: NodeAPI,
  node: Node,
  settings: FollowSettings,
  msg: VisionMessage,
  time: number,
  lanes: FollowLanes,
): Promise<FollowedMessage> {
  const lane = lanes.of(await cameraName(RED, node, settings, msg));
  const tracks = await readTracks(RED, node, settings.tracks, msg);
  const image = reportedImageSize(msg) ?? lane.state.image;
  if (tracks) lane.state = withoutGone(lane.state, tracks);
  const held = tracks && heldDetections(tracks, image);
  const read = await readPrompts(RED, node, settings, msg, held);
  const planned = read.boxUnit === 'pixels' ? followPrompts(lane.state, read.detections, time, image) : [];
  const detections: readonly Detection[] =
    planned.length > 0 ? planned.map(({ detection }) => detection) : read.detections;
  const isNothing = read.detections === held && held.length === 0;
  return {
    prompts: isNothing ? undefined : { ...read, detections, earlier: planned.map(({ earlier }) => earlier) },
    settle({ detections: segmented, continuity = [], image }) {
      const results = segmented.map((detection, index) => ({ detection, ...continuity[index]! }));
      const followed = follow(lane.state, results, image, time);
      lane.state = followed.state;
      forgetOldest(lanes.all());
      return followed;
    },
  };
}

/** Forgets the masks of cameras, the one whose last image is oldest first, until the others have at most `MAX_BYTES`. */
function forgetOldest(lanes: readonly FollowLane[]): void {
  let bytes = lanes.reduce((sum, { state }) => sum + maskBytesOf(state), 0);
  for (const lane of lanes) {
    if (bytes <= MAX_BYTES) return;
    bytes -= maskBytesOf(lane.state);
    lane.state = emptyFollowState;
  }
}
