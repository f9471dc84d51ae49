import { MAX_LANES } from './mailbox';

/** What a node remembers about each of its cameras, by name. */
export interface CameraLanes<Lane> {
  of(camera: string): Lane;
  /** Of all cameras, the one whose last image is oldest first. */
  all(): Lane[];
  /** Forgets a camera, or all of them. */
  reset(camera?: string): void;
  /** Keeps the cameras for the node of the same id that a redeploy creates. */
  leave(): void;
}

/** A redeploy takes less. */
const KEPT_MS = 30_000;

interface LeftLanes {
  readonly settings: string;
  readonly lanes: Map<string, unknown>;
  readonly timer: NodeJS.Timeout;
}

const left = new Map<string, LeftLanes>();

/**
 * Opens the cameras of a node. Those of a node with this id and equal settings that was just closed are taken over.
 * @param settings the settings on which the memory of a camera depends, as JSON values
 * @param openLane makes the memory of a camera that is new
 */
export function openCameraLanes<Lane>(
  nodeId: string,
  settings: object,
  openLane: (camera: string) => Lane,
): CameraLanes<Lane> {
  const key = JSON.stringify(settings);
  const earlier = left.get(nodeId);
  left.delete(nodeId);
  clearTimeout(earlier?.timer);
  // A node id belongs to one node, so the lanes are of its type.
  const lanes = earlier?.settings === key ? (earlier.lanes as Map<string, Lane>) : new Map<string, Lane>();

  return {
    of(camera) {
      const lane = lanes.get(camera) ?? openLane(camera);
      // A Map keeps the order in which its entries were set.
      lanes.delete(camera);
      lanes.set(camera, lane);
      const [oldest] = lanes.keys();
      // The one whose last image is oldest.
      if (lanes.size > MAX_LANES) lanes.delete(oldest!);
      return lane;
    },
    all: () => [...lanes.values()],
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
