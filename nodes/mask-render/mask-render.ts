import type { Node, NodeAPI, NodeDef } from 'node-red';
import { imageFormats, openRenderer, renderDefaults, renderStyleNames } from '../../src';
import { busyOptions } from '../shared/busy';
import { detectionsOptions, readDetections } from '../shared/detections-source';
import { imageOptions, readImage } from '../shared/image-source';
import { addStage } from '../shared/message';
import { onImage } from '../shared/on-image';
import { choiceOption, choicesOption, integerOption, numberOption, readOptions, textOption } from '../shared/options';

export const options = {
  ...imageOptions,
  ...detectionsOptions,
  ...busyOptions,
  styles: choicesOption(renderDefaults.styles, renderStyleNames),
  opacity: numberOption(renderDefaults.opacity, 0, 1),
  format: choiceOption(renderDefaults.format, imageFormats),
  quality: integerOption(renderDefaults.quality, 1, 100),
  output: textOption('payload'),
} as const;

/** Drawing needs no model; this is what `msg.vision.render` says instead of one. */
const model = { model: 'mask-render', dtype: 'uint8', device: 'cpu' };

export default function register(RED: NodeAPI): void {
  function MaskRenderNode(this: Node, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    const renderer = openRenderer();

    onImage(RED, this, config, undefined, async (msg, { signal, dropped }) => {
      const { output, ...settings } = readOptions(options, config, msg);
      const { styles, opacity, format, quality } = settings;
      const detections = await readDetections(RED, this, settings, msg);
      const image = await readImage(RED, this, settings, msg);
      const drawn = await renderer.render({ image, detections, styles, opacity, format, quality }, { signal });

      RED.util.setMessageProperty(msg, output, drawn.data, true);
      addStage(msg, 'render', { ...drawn, model }, dropped);
      return { key: 'drawn', values: { count: detections.length, ms: Math.round(drawn.ms.total) } };
    });

    this.on('close', (done: () => void) => void renderer.close().finally(done));
  }
  RED.nodes.registerType('mask-render', MaskRenderNode);
}
