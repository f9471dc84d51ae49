import type { Node, NodeAPI } from 'node-red';
import { compactDetections } from '../../src';
import { busyOptions } from '../shared/busy';
import { detectionsOptions, readPrompts, replaceDetections } from '../shared/detections-source';
import { engineSource, type ModelNodeDef, modelOptions, modelRequest } from '../shared/engine-source';
import { imageOptions, readImage } from '../shared/image-source';
import { addStage, writeMessage } from '../shared/message';
import { type Migration, migrated } from '../shared/migrations';
import { onMessage, type Work } from '../shared/on-message';
import { readOptions } from '../shared/options';
import { followedStatus, idleStatus, resultStatus } from '../shared/status-texts';
import { followMessage, followOptions, openFollowLanes } from './follow-tracks';
import { cleanUpOptions, maskFormOptions } from './mask-options';

export const options = {
  ...modelOptions('segmenter'),
  ...imageOptions,
  ...detectionsOptions,
  ...maskFormOptions,
  ...cleanUpOptions,
  ...followOptions,
  ...busyOptions,
} as const;

/** Steps from the settings of older versions. */
export const migrations: readonly Migration[] = [];

export default function register(RED: NodeAPI): void {
  function SamNode(this: Node, saved: ModelNodeDef): void {
    RED.nodes.createNode(this, saved);
    const config = migrated(saved, migrations);
    const engine = engineSource(RED, this, config, 'segmenter');

    const lanes = openFollowLanes(this.id);

    const work: Work = async (msg, { signal, time, handling, onProgress }) => {
      const settings = readOptions(options, config, msg);
      const following = settings.follow ? await followMessage(RED, this, settings, msg, time, lanes) : undefined;
      const prompts = following ? following.prompts : await readPrompts(RED, this, settings, msg);
      if (!prompts) return followedStatus({ followed: 0, lost: 0 });
      const picture = await readImage(RED, this, settings, msg);
      const { maskForm, tolerance } = settings;
      const cleanUp = readOptions(cleanUpOptions, config, msg);
      const form = maskForm === 'none' ? undefined : maskForm;
      const request = { ...picture, model: modelRequest(RED, settings), ...prompts, cleanUp, form, tolerance };
      const result = await engine.open().segment(request, { signal, onProgress });

      const settled = following?.settle(result);
      const detections = settled?.detections ?? result.detections;
      const written = await compactDetections(detections, settings.masksAs, result.image, tolerance);
      replaceDetections(RED, msg, settings, written);
      if (result.masks) writeMessage(RED, msg, settings.masks, result.masks);
      const { followed = 0, lost = 0 } = settled ?? {};
      const counts = followed + lost > 0 ? { followed, lost } : undefined;
      addStage(RED, msg, 'segmenter', result, handling(), counts);
      return counts ? followedStatus(counts) : resultStatus(result);
    };
    onMessage(RED, this, config, work, { idle: idleStatus(config), onReset: (camera) => lanes.reset(camera) });

    this.on('close', (removed: boolean, done: () => void) => {
      if (!removed) lanes.leave();
      void engine.close().finally(done);
    });
  }
  RED.nodes.registerType('sam', SamNode);
}
