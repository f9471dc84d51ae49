import type { Node, NodeAPI, NodeDef } from 'node-red';
import { invalidInput, openRenderer } from '../../src';
import { attempt } from '../shared/attempt';
import { busyOptionsFrom } from '../shared/busy';
import { detectionsOptions, replaceDetections } from '../shared/detections-source';
import { imageOptions } from '../shared/image-source';
import { nameOf, reading, readProperty, type VisionMessage, writeMessage, writeStage } from '../shared/message';
import { timeOf } from '../shared/message-time';
import { type Migration, migrated } from '../shared/migrations';
import { onMessage, type Work } from '../shared/on-message';
import { isAbsent, readOptions, textOption } from '../shared/options';
import { timeLimitOptions } from '../shared/time-limit';
import { type CameraLanes, openCameraLanes } from './camera-lanes';
import { searchedImage } from './searched-image';
import { trackerOptions, trackerSettings } from './tracker-options';

/** A tracker that does not see an image may lose objects, so messages queue. */
const busy = busyOptionsFrom({ busy: 'queue', queueLength: 100 });

export const options = {
  ...imageOptions,
  ...detectionsOptions,
  ...trackerOptions,
  lane: textOption('topic'),
  laneType: textOption('msg'),
  tracks: textOption('tracks'),
  ...timeLimitOptions,
  ...busy,
} as const;

/** Steps from the settings of older versions. */
export const migrations: readonly Migration[] = [];

export default function register(RED: NodeAPI): void {
  function ObjectTrackerNode(this: Node, saved: NodeDef): void {
    RED.nodes.createNode(this, saved);
    const config = migrated(saved, migrations);
    const renderer = openRenderer();
    const open = (): CameraLanes => openCameraLanes(this.id, trackerSettings(config));
    // At once, because the cameras of a closed node wait for 30 seconds only. Messages report invalid settings.
    let lanes = attempt(open);

    const work: Work = async (msg, { signal, dropped }) => {
      const settings = readOptions(options, config, msg);
      lanes ??= open();
      const camera = await cameraOf(RED, this, { value: settings.lane, type: settings.laneType }, msg);
      if (reading('msg.reset', 'INVALID_INPUT', () => Boolean(msg.reset))) {
        lanes.reset(camera === '' ? undefined : camera);
        return { key: 'reset', isEnded: true };
      }
      const time = timeOf(msg);
      const searched = await searchedImage(RED, this, settings, msg, renderer, signal);
      const lane = lanes.of(camera);
      lane.image = searched?.image ?? lane.image;
      // Before a camera's first detections, there is nothing to predict.
      const result = lane.image && lane.tracker.update({ ...searched, image: lane.image, time });
      if (result?.restarted) this.warn(`The tracker restarted for camera "${camera}": another view, or time went back`);

      if (result?.detections) replaceDetections(RED, msg, settings, result.detections);
      if (lane.image) writeStage(RED, msg, 'tracker', lane.image, { time, dropped });
      const { tracks = [], events = [] } = result ?? {};
      writeMessage(RED, msg, settings.tracks, tracks);
      const also = events.map((event) => ({ topic: camera, payload: event }));
      return { key: 'tracked', values: { count: tracks.length }, also };
    };
    onMessage(RED, this, config, undefined, work, busy);

    this.on('close', (removed: boolean, done: () => void) => {
      if (!removed) lanes?.leave();
      void renderer.close().finally(done);
    });
  }
  RED.nodes.registerType('object-tracker', ObjectTrackerNode);
}

/** The name of the camera that sent a message. Absent: the empty text. */
async function cameraOf(
  RED: NodeAPI,
  node: Node,
  source: { readonly value: string; readonly type: string },
  msg: VisionMessage,
): Promise<string> {
  const { value } = await readProperty(RED, node, msg, source);
  if (isAbsent(value)) return '';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw invalidInput(nameOf(source), 'the name of a camera, as text or a number', value);
}
