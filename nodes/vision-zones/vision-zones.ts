import type { Node, NodeAPI, NodeDef } from 'node-red';
import {
  messageOf,
  openRenderer,
  openZones,
  type RelationInput,
  relationRowsFrom,
  type ZoneInput,
  type Zones,
  zoneRowsFrom,
} from '../../src';
import { attempt } from '../shared/attempt';
import { cameraBusyOptions } from '../shared/busy';
import { type CameraLanes, openCameraLanes } from '../shared/camera-lanes';
import { detectionsOptions, replaceDetections } from '../shared/detections-source';
import { imageOptions, readImage } from '../shared/image-source';
import { writeMessage, writeStage } from '../shared/message';
import { type Migration, migrated } from '../shared/migrations';
import { onMessage, type Work } from '../shared/on-message';
import { anyTextOption, flagOption, readOptions, rowsOption, textOption } from '../shared/options';
import { openPictureTap } from '../shared/picture-tap';
import { openPreview, type PreviewedShape } from '../shared/preview';
import { timeLimitOptions } from '../shared/time-limit';
import { openKeptCounts } from './kept-counts';
import { objectsOf } from './objects-source';
import { countsStatus } from './zones-status';

/** Zones that do not see an image may miss that an object entered, so messages queue. */
const busy = cameraBusyOptions({ busy: 'queue', queueLength: 100 });

const keepOptions = { keepCounts: anyTextOption('') } as const;

/** Settings on which the memory of a camera depends. */
const zonesOptions = {
  zones: rowsOption<ZoneInput>([]),
  relations: rowsOption<RelationInput>([]),
  attachShapes: flagOption(false),
} as const;

export const options = {
  ...imageOptions,
  ...detectionsOptions,
  ...zonesOptions,
  tracks: textOption('tracks'),
  ...keepOptions,
  ...timeLimitOptions,
  ...busy,
} as const;

/** Steps from the settings of older versions. */
export const migrations: readonly Migration[] = [];

export default function register(RED: NodeAPI): void {
  function VisionZonesNode(this: Node, saved: NodeDef): void {
    RED.nodes.createNode(this, saved);
    const config = migrated(saved, migrations);
    const renderer = openRenderer();
    const pictures = openPictureTap(this);
    const preview = openPreview(this);
    const kept = openKeptCounts(this, attempt(() => readOptions(keepOptions, config))?.keepCounts.trim() ?? '');
    const open = (): CameraLanes<Zones> => {
      const { zones, relations } = readOptions(zonesOptions, config);
      relationRowsFrom(relations, zoneRowsFrom(zones));
      return openCameraLanes(this.id, { zones, relations }, (camera) =>
        openZones(camera, zones, { relations, lines: kept.of(camera) }),
      );
    };
    // At once, because the cameras of a closed node wait for 30 seconds only.
    let lanes = openedOrWarned(this, open);

    const work: Work = async (msg, { signal, lane: camera, time, handling }) => {
      const settings = readOptions(options, config, msg);
      lanes ??= open();
      await kept.load();
      pictures.offer(camera, () => readImage(RED, this, settings, msg));
      const objects = await objectsOf(RED, this, settings, msg, renderer, signal);
      const { zones, lines, events, detections, tracks, isTracked } = lanes
        .of(camera)
        .update({ ...objects, time, withShapes: settings.attachShapes });

      preview.offer(async () => {
        const found = objects.image && { objects: tracks ?? detections ?? [], foundOn: objects.image };
        return {
          ...(await readImage(RED, this, settings, msg)),
          camera,
          found,
          shapes: shapesOf(settings.zones, camera),
        };
      });
      kept.note(camera, lines);
      if (detections) replaceDetections(RED, msg, settings, detections);
      if (tracks) writeMessage(RED, msg, settings.tracks, tracks);
      writeMessage(RED, msg, 'zones', zones);
      writeMessage(RED, msg, 'lines', lines);
      if (objects.image) writeStage(RED, msg, 'zones', objects.image, { time, ...handling() });
      const { vision } = msg;
      const also = events.map((event) => ({ topic: camera, payload: event, ...(vision && { vision }) }));
      return { ...countsStatus(zones, lines, isTracked), also };
    };
    const onReset = (camera: string | undefined): void => {
      lanes?.reset(camera);
      kept.reset(camera);
    };
    onMessage(RED, this, config, work, { busy, onReset });

    this.on('close', (removed: boolean, done: () => void) => {
      if (!removed) lanes?.leave();
      void Promise.all([removed || kept.close(), renderer.close()]).finally(done);
    });
  }
  RED.nodes.registerType('vision-zones', VisionZonesNode);
}

/** The zones and lines of a camera, for the preview. */
const shapesOf = (zones: readonly ZoneInput[], camera: string): PreviewedShape[] =>
  zoneRowsFrom(zones)
    .filter((row) => row.camera === '' || row.camera === camera)
    .map(({ name, kind, points }) => ({ name, kind, points }));

/** Each message reports invalid zones, too. The warning is for the log, before the first message. */
function openedOrWarned<T>(node: Node, open: () => T): T | undefined {
  try {
    return open();
  } catch (error) {
    node.warn(messageOf(error));
    return undefined;
  }
}
