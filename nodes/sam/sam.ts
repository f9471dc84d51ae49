import type { Node, NodeAPI } from 'node-red';
import { busyOptions } from '../shared/busy';
import { detectionsOptions, readPrompts, replaceDetections } from '../shared/detections-source';
import { engineSource, type ModelNodeDef, modelOptions, modelRequest } from '../shared/engine-source';
import { imageOptions, readImage } from '../shared/image-source';
import { addStage, writeMessage } from '../shared/message';
import { type Migration, migrated } from '../shared/migrations';
import { onMessage, type Work } from '../shared/on-message';
import { readOptions } from '../shared/options';
import { idleStatus, resultStatus } from '../shared/status-texts';
import { cleanUpOptions, maskFormOptions } from './mask-options';

export const options = {
  ...modelOptions('segmenter'),
  ...imageOptions,
  ...detectionsOptions,
  ...maskFormOptions,
  ...cleanUpOptions,
  ...busyOptions,
} as const;

/** Steps from the settings of older versions. */
export const migrations: readonly Migration[] = [];

export default function register(RED: NodeAPI): void {
  function SamNode(this: Node, saved: ModelNodeDef): void {
    RED.nodes.createNode(this, saved);
    const config = migrated(saved, migrations);
    const engine = engineSource(RED, this, config, 'segmenter');

    const work: Work = async (msg, { signal, handling, onProgress }) => {
      const settings = readOptions(options, config, msg);
      const prompts = await readPrompts(RED, this, settings, msg);
      const picture = await readImage(RED, this, settings, msg);
      const { maskForm, tolerance } = settings;
      const cleanUp = readOptions(cleanUpOptions, config, msg);
      const form = maskForm === 'none' ? undefined : maskForm;
      const request = { ...picture, model: modelRequest(RED, settings), ...prompts, cleanUp, form, tolerance };
      const result = await engine.open().segment(request, { signal, onProgress });

      replaceDetections(RED, msg, settings, result.detections);
      if (result.masks) writeMessage(RED, msg, settings.masks, result.masks);
      addStage(RED, msg, 'segmenter', result, handling());
      return resultStatus(result);
    };
    onMessage(RED, this, config, work, { idle: idleStatus(config) });

    this.on('close', (done: () => void) => void engine.close().finally(done));
  }
  RED.nodes.registerType('sam', SamNode);
}
