import type { Node, NodeAPI, NodeDef } from 'node-red';
import {
  colourKeys,
  decodeDefaults,
  imageFormats,
  openRenderer,
  paletteNames,
  placedBoxes,
  renderDefaults,
  renderStyleNames,
  timeText,
} from '../../src';
import { busyOptions } from '../shared/busy';
import { detectionsOptions, readDetections } from '../shared/detections-source';
import { imageOptions, readImage } from '../shared/image-source';
import { addStage, reportedImageSize, writeProperty } from '../shared/message';
import { type Migration, migrated } from '../shared/migrations';
import { onMessage } from '../shared/on-message';
import {
  autoOption,
  choiceOption,
  choicesOption,
  flagOption,
  integerOption,
  numberOption,
  readOptions,
  rowsOption,
  textOption,
} from '../shared/options';
import { openPreview } from '../shared/preview';
import { timeLimitOptions } from '../shared/time-limit';
import { drawnZones } from './drawn-zones';
import { refuseUnchecked } from './refuse-unchecked';

/** Settings: how to draw. */
const drawOptions = {
  styles: choicesOption(renderDefaults.styles, renderStyleNames),
  classes: rowsOption(renderDefaults.classes),
  colourBy: choiceOption(renderDefaults.colourBy, colourKeys),
  palette: choiceOption(renderDefaults.palette, paletteNames),
  opacity: numberOption(renderDefaults.opacity, 0, 1),
  haloOpacity: numberOption(renderDefaults.haloOpacity, 0, 1),
  backgroundColour: textOption(renderDefaults.backgroundColour),
  backgroundOpacity: numberOption(renderDefaults.backgroundOpacity, 0, 1),
  grow: autoOption(0, 1000),
  minCoverage: numberOption(renderDefaults.minCoverage, 0, 100),
  invert: flagOption(renderDefaults.invert),
  labelText: textOption(renderDefaults.labelText),
  textSize: autoOption(1, 1000),
  maxWidth: integerOption(renderDefaults.maxWidth, 0),
  format: choiceOption(renderDefaults.format, imageFormats),
  quality: integerOption(renderDefaults.quality, 1, 100),
} as const;

export const options = {
  ...imageOptions,
  ...detectionsOptions,
  ...busyOptions,
  ...timeLimitOptions,
  ...drawOptions,
  allowUnknownSize: flagOption(false),
  encoding: choiceOption('buffer', ['buffer', 'datauri']),
  output: textOption('payload'),
  outputType: choiceOption('msg', ['msg', 'flow', 'global']),
} as const;

/** Drawing uses no model. `msg.vision.render` reports this instead of one. */
const model = { model: 'mask-render', dtype: 'uint8', device: 'cpu' };

/** Steps from the settings of older versions. */
export const migrations: readonly Migration[] = [];

export default function register(RED: NodeAPI): void {
  function MaskRenderNode(this: Node, saved: NodeDef): void {
    RED.nodes.createNode(this, saved);
    const config = migrated(saved, migrations);
    const renderer = openRenderer();
    const preview = openPreview(this);

    onMessage(RED, this, config, async (msg, { signal, handling }) => {
      const settings = readOptions(options, config, msg);
      const { output, outputType, encoding, format, timeoutSeconds } = settings;
      const { detections, boxUnit } = await readDetections(RED, this, settings, msg);
      refuseUnchecked(msg, detections, settings);
      const picture = await readImage(RED, this, settings, msg);
      const request = {
        ...readOptions(drawOptions, config),
        ...picture,
        detections,
        boxUnit,
        foundOn: reportedImageSize(msg),
        zones: drawnZones(msg, settings),
      };
      const drawn = await renderer.render(request, { signal, timeoutMs: timeoutSeconds * 1000 });

      // The drawn image, so that a preview never shows what this node hides.
      preview.offer(() => {
        const objects = placedBoxes(detections, drawn.image, boxUnit);
        return { image: drawn.data, decode: decodeDefaults, found: { objects, foundOn: drawn.image } };
      });
      const drawnImage = encoding === 'buffer' ? drawn.data : dataUri(format, drawn.data);
      await writeProperty(RED, this, msg, { value: output, type: outputType }, drawnImage);
      addStage(RED, msg, 'render', { ...drawn, model }, handling());
      const values = { count: detections.length, time: timeText(drawn.ms.total) };
      return { key: 'drawn', values, brief: 'drawnBrief' };
    });

    this.on('close', (done: () => void) => void renderer.close().finally(done));
  }
  RED.nodes.registerType('mask-render', MaskRenderNode);
}

const dataUri = (format: string, image: Buffer): string => `data:image/${format};base64,${image.toString('base64')}`;
