import type { Node, NodeAPI } from 'node-red';
import { nmsModes, parsePrompt, phrasesModes, promptHint } from '../../src';
import { busyOptions } from '../shared/busy';
import { writeDetections } from '../shared/detections-source';
import { engineSource, type ModelNodeDef, modelOptions, modelRequest } from '../shared/engine-source';
import { imageOptions, readImage } from '../shared/image-source';
import { addStage, reading } from '../shared/message';
import { type Migration, migrated } from '../shared/migrations';
import { onMessage, type Work } from '../shared/on-message';
import { choiceOption, integerOption, numberOption, readOptions, textOption } from '../shared/options';
import { cameraOf, openPictureTap } from '../shared/picture-tap';
import { idleStatus, resultStatus, unknownWordsStatus } from '../shared/status-texts';
import { lookOptions, readLook } from './look-source';
import { promptOptions, promptText, readPrompt } from './prompt-source';
import { warnOfUnknownWords } from './unknown-words';

export const options = {
  ...modelOptions('detector'),
  ...imageOptions,
  ...busyOptions,
  ...promptOptions,
  ...lookOptions,
  threshold: numberOption(0.3, 0, 1, 'threshold'),
  phrases: choiceOption('auto', phrasesModes),
  nms: choiceOption('class', nmsModes),
  nmsIou: numberOption(0.5, 0, 1),
  maxDetections: integerOption(100, 1),
  output: textOption('detections'),
} as const;

/** Steps from the settings of older versions. */
export const migrations: readonly Migration[] = [];

export default function register(RED: NodeAPI): void {
  function GroundingDinoNode(this: Node, saved: ModelNodeDef): void {
    RED.nodes.createNode(this, saved);
    const config = migrated(saved, migrations);
    const engine = engineSource(RED, this, config, 'detector');
    const warnOf = warnOfUnknownWords(this);
    const pictures = openPictureTap(this);

    const work: Work = async (msg, { signal, lane, handling, onProgress }) => {
      const settings = readOptions(options, config, msg);
      const prompt = await readPrompt(RED, this, settings, msg);
      const classes = reading(prompt.name, 'BAD_PROMPT', () => parsePrompt(prompt.name, prompt.value));
      const promptAsText = reading(prompt.name, 'BAD_PROMPT', () => promptText(prompt.value));
      const look = await readLook(RED, this, settings, msg);
      const picture = await readImage(RED, this, settings, msg);
      pictures.offer(lane || cameraOf(msg), async () => picture);
      const { output, threshold, phrases, nms, nmsIou, maxDetections } = settings;
      const selection = { threshold, phrases, nms, nmsIou, maxDetections };
      const request = { ...picture, model: modelRequest(RED, settings), classes, look, ...selection };
      const result = await engine.open().detect(request, { signal, onProgress });

      writeDetections(RED, msg, output, result.detections);
      const { unknownWords, seen } = result;
      const hint = promptHint(classes);
      addStage(RED, msg, 'detector', result, handling(), {
        prompt: promptAsText,
        threshold,
        phrases: result.phrases,
        ...(unknownWords.length > 0 ? { unknownWords } : {}),
        ...(hint === undefined ? {} : { promptHint: hint }),
        ...(seen ? { seen } : {}),
      });
      warnOf(unknownWords);
      return unknownWords.length > 0 ? unknownWordsStatus(result) : resultStatus(result);
    };
    onMessage(RED, this, config, work, { idle: idleStatus(config) });

    this.on('close', (done: () => void) => void engine.close().finally(done));
  }
  RED.nodes.registerType('grounding-dino', GroundingDinoNode);
}
