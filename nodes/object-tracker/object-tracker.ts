import type { Node, NodeAPI, NodeDef } from 'node-red';
import { type ImageSize, openRenderer, openTracker, type Tracker } from '../../src';
import { attempt } from '../shared/attempt';
import { cameraBusyOptions } from '../shared/busy';
import { type CameraLanes, openCameraLanes } from '../shared/camera-lanes';
import { detectionsOptions, replaceDetections } from '../shared/detections-source';
import { imageOptions } from '../shared/image-source';
import { reportedImageSize, writeMessage, writeStage } from '../shared/message';
import { type Migration, migrated } from '../shared/migrations';
import { onMessage, type Work } from '../shared/on-message';
import { choiceOption, readOptions, textOption } from '../shared/options';
import { timeLimitOptions } from '../shared/time-limit';
import { type BestPictures, forgetGone, forgetOldest, keepBetter } from './best-pictures';
import { eventMessages } from './event-messages';
import { pictureForms } from './event-picture';
import { searchedImage } from './searched-image';
import { trackerOptions, trackerSettings } from './tracker-options';

/** A tracker that does not see an image may lose objects, so messages queue. */
const busy = cameraBusyOptions({ busy: 'queue', queueLength: 100 });

export const options = {
  ...imageOptions,
  ...detectionsOptions,
  ...trackerOptions,
  best: choiceOption('none', ['none', ...pictureForms]),
  tracks: textOption('tracks'),
  ...timeLimitOptions,
  ...busy,
} as const;

/** What the node remembers about one camera. */
interface CameraLane {
  readonly tracker: Tracker;
  /** Size of its last image. */
  image?: ImageSize | undefined;
  readonly pictures: BestPictures;
}

/** Steps from the settings of older versions. */
export const migrations: readonly Migration[] = [];

export default function register(RED: NodeAPI): void {
  function ObjectTrackerNode(this: Node, saved: NodeDef): void {
    RED.nodes.createNode(this, saved);
    const config = migrated(saved, migrations);
    const renderer = openRenderer();
    const open = (): CameraLanes<CameraLane> => {
      const settings = trackerSettings(config);
      return openCameraLanes(this.id, settings, (camera) => ({
        tracker: openTracker(camera, settings),
        pictures: new Map(),
      }));
    };
    // At once, because the cameras of a closed node wait for 30 seconds only. Messages report invalid settings.
    let lanes = attempt(open);

    const work: Work = async (msg, { signal, lane: camera, time, handling }) => {
      const settings = readOptions(options, config, msg);
      lanes ??= open();
      const searched = await searchedImage(RED, this, settings, msg, renderer, signal);
      const lane = lanes.of(camera);
      // Before a camera's first detections, there is nothing to predict.
      lane.image = searched?.found.image ?? (lane.image && (reportedImageSize(msg) ?? lane.image));
      const result = lane.image && lane.tracker.update({ ...searched?.found, image: lane.image, time });
      if (result?.restarted) this.warn(`The tracker restarted for camera "${camera}": another view, or time went back`);

      if (result?.detections) replaceDetections(RED, msg, settings, result.detections);
      if (lane.image) writeStage(RED, msg, 'tracker', lane.image, { time, ...handling() });
      const { detections = [], tracks = [], events = [] } = result ?? {};
      writeMessage(RED, msg, settings.tracks, tracks);

      const { best, timeoutSeconds } = settings;
      if (best !== 'none' && searched?.source) {
        const { source, found } = searched;
        keepBetter(lane.pictures, { source, time, image: found.image }, detections);
        forgetOldest(lanes.all().map(({ pictures }) => pictures));
      }
      const limits = { signal, timeoutMs: timeoutSeconds * 1000 };
      const also = await eventMessages(this, camera, events, msg.vision, { best, renderer, limits, ...lane });
      forgetGone(lane.pictures, new Set(tracks.map(({ trackId }) => trackId)));
      return { key: 'tracked', values: { count: tracks.length }, also };
    };
    onMessage(RED, this, config, work, { busy, onReset: (camera) => lanes?.reset(camera) });

    this.on('close', (removed: boolean, done: () => void) => {
      if (!removed) lanes?.leave();
      void renderer.close().finally(done);
    });
  }
  RED.nodes.registerType('object-tracker', ObjectTrackerNode);
}
