import { type ImageSize, openTracker, type Tracker, type TrackerSettings } from '../../src';

/** What a node remembers about one camera. */
export interface CameraLane {
  readonly tracker: Tracker;
  /** Size of its last image. */
  image?: ImageSize | undefined;
}

/** The cameras of one node, by name. */
export interface CameraLanes {
  of(camera: string): CameraLane;
  /** Forgets a camera, or all of them. */
  reset(camera?: string): void;
  /** Keeps the cameras for the node of the same id that a redeploy creates. */
  leave(): void;
}

/** Beyond, the camera whose last image is oldest is forgotten. */
const MAX_LANES = 64;
/** A redeploy takes less. */
const KEPT_MS = 30_000;

interface LeftLanes {
  readonly settings: string;
  readonly lanes: Map<string, CameraLane>;
  readonly timer: NodeJS.Timeout;
}

const left = new Map<string, LeftLanes>();

/** Opens the cameras of a node. Those of a node with this id and equal settings that was just closed are taken over. */
export function openCameraLanes(nodeId: string, settings: Partial<TrackerSettings>): CameraLanes {
  const key = JSON.stringify(settings);
  const earlier = left.get(nodeId);
  left.delete(nodeId);
  clearTimeout(earlier?.timer);
  const lanes = earlier?.settings === key ? earlier.lanes : new Map<string, CameraLane>();

  return {
    of(camera) {
      const lane = lanes.get(camera) ?? { tracker: openTracker(camera, settings) };
      // A Map keeps the order in which its entries were set.
      lanes.delete(camera);
      lanes.set(camera, lane);
      const [oldest] = lanes.keys();
      if (lanes.size > MAX_LANES) lanes.delete(oldest!);
      return lane;
    },
    reset(camera) {
      if (camera === undefined) lanes.clear();
      else lanes.delete(camera);
    },
    leave() {
      const timer = setTimeout(() => left.delete(nodeId), KEPT_MS).unref();
      left.set(nodeId, { settings: key, lanes, timer });
    },
  };
}
