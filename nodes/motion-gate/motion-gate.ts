import type { Node, NodeAPI, NodeDef } from 'node-red';
import { type Gate, openGate, openRenderer } from '../../src';
import { attempt } from '../shared/attempt';
import { cameraBusyOptions } from '../shared/busy';
import { type CameraLanes, openCameraLanes } from '../shared/camera-lanes';
import { imageOptions, readImage } from '../shared/image-source';
import { writeMessage, writeStage } from '../shared/message';
import { type Migration, migrated } from '../shared/migrations';
import { onMessage, type Work } from '../shared/on-message';
import { readOptions } from '../shared/options';
import { openPictureTap } from '../shared/picture-tap';
import { openPreview } from '../shared/preview';
import { timeLimitOptions } from '../shared/time-limit';
import { gateOptions, gateSettings, isForced } from './gate-options';

/** The gate is fast, and an image that it does not see may be the one that shows a person, so messages queue. */
const busy = cameraBusyOptions({ busy: 'queue', queueLength: 100 });

export const options = { ...imageOptions, ...gateOptions, ...timeLimitOptions, ...busy } as const;

/** Of the grey copy in which images are compared, in pixels. */
const COMPARED_WIDTH = 160;

/** What the node remembers about one camera. */
interface CameraLane {
  readonly gate: Gate;
  images: number;
  /** Images that were not let through. */
  skipped: number;
  /** A camera whose images change their shape again and again is reported once. */
  isReported: boolean;
}

/** Steps from the settings of older versions. */
export const migrations: readonly Migration[] = [];

export default function register(RED: NodeAPI): void {
  function MotionGateNode(this: Node, saved: NodeDef): void {
    RED.nodes.createNode(this, saved);
    const config = migrated(saved, migrations);
    const renderer = openRenderer();
    const pictures = openPictureTap(this);
    const preview = openPreview(this);
    const open = (): CameraLanes<CameraLane> => {
      const settings = gateSettings(config);
      const openLane = (): CameraLane => ({ gate: openGate(settings), images: 0, skipped: 0, isReported: false });
      return openCameraLanes(this.id, settings, openLane);
    };
    // At once, because the cameras of a closed node wait for 30 seconds only. Messages report invalid settings.
    let lanes = attempt(open);

    const work: Work = async (msg, { signal, lane: camera, time, handling }) => {
      const settings = readOptions(options, config, msg);
      lanes ??= open();
      const forced = isForced(msg);
      const picture = await readImage(RED, this, settings, msg);
      pictures.offer(camera, async () => picture);
      const limits = { signal, timeoutMs: settings.timeoutSeconds * 1000 };
      const grey = await renderer.grey({ ...picture, maxWidth: COMPARED_WIDTH }, limits);

      const lane = lanes.of(camera);
      const { motion, restarted } = lane.gate.update({ time, grey, image: grey.image, isForced: forced });
      Object.assign(lane, { images: lane.images + 1, skipped: motion.skipped });
      if (restarted && !lane.isReported) {
        lane.isReported = true;
        this.warn(`The gate restarted for camera "${camera}": another shape of its images, or time went back`);
      }
      preview.offer(() => {
        const objects = motion.boxes.map((bbox) => ({ label: motion.why, bbox }));
        return { ...picture, camera, found: { objects, foundOn: grey.image } };
      });
      writeMessage(RED, msg, 'motion', motion);
      writeStage(RED, msg, 'gate', grey.image, { time, ...handling() });
      const percent = skippedPercent(lanes.all());
      return motion.moved
        ? { key: 'moved', values: { percent } }
        : { key: 'still', values: { percent }, isForSecondOutput: true };
    };
    onMessage(RED, this, config, work, { busy, onReset: (camera) => lanes?.reset(camera) });

    this.on('close', (removed: boolean, done: () => void) => {
      if (!removed) lanes?.leave();
      void renderer.close().finally(done);
    });
  }
  RED.nodes.registerType('motion-gate', MotionGateNode);
}

/** Of the images of all cameras. */
function skippedPercent(lanes: readonly CameraLane[]): number {
  const sum = (of: (lane: CameraLane) => number): number => lanes.reduce((total, lane) => total + of(lane), 0);
  return Math.floor((100 * sum(({ skipped }) => skipped)) / sum(({ images }) => images));
}
