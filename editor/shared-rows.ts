namespace groundedSam {
  /** Where an image or detections may come from. */
  export const sources = ['msg', 'flow', 'global', 'jsonata'];

  const dtypes = ['auto', 'fp32', 'fp16', 'q4f16', 'q4', 'bnb4', 'q8', 'int8', 'uint8'];

  /** The name of a node, as every node of Node-RED has it. */
  export const nameRow: Part = {
    settings: ['name'],
    html: ({ id }) => `<div class="form-row">
<label for="${id('name')}"><i class="fa fa-tag"></i> <span data-i18n="node-red:common.label.name"></span></label>
<input type="text" id="${id('name')}" data-i18n="[placeholder]node-red:common.label.name">
</div>`,
  };

  export const imageRow = shared(typedRow('image', 'picture-o', sources));
  export const detectionsRow = shared(typedRow('detections', 'object-group', sources));
  export const boxFormatRow = shared(
    selectRow('boxFormat', 'object-ungroup', ['xywh', 'xyxy', 'cxcywh', 'xywhn', 'xyxyn', 'cxcywhn']),
  );
  export const outputRow = shared(propertyRow('output', 'sign-out'));

  /** The model, with its list, its state and a warning for the demo model. */
  export function modelRow(task: 'detector' | 'segmenter'): Part {
    const field = textRow('model', 'cube', { hasPlaceholder: true });
    const demo = shownWhile(['model'], (model) => model.trim() === 'demo', note('demo'));
    const list: Part = { settings: [], html: () => '', prepare: () => modelField(task) };
    return shared(joined([field, list, demo]));
  }

  export const engineRow = shared(textRow('engine', 'microchip'));

  /** The precision, with advice about the chosen one. */
  export function dtypeRow(task: 'detector' | 'segmenter'): Part {
    const isEightBit = (dtype: string): boolean => ['q8', 'int8', 'uint8'].includes(dtype);
    const advice = [
      shownWhile(['dtype'], (dtype) => dtype === 'fp16', note('fp16')),
      ...(task === 'segmenter' ? [shownWhile(['dtype'], isEightBit, note('eightBit'))] : []),
    ];
    return shared(joined([selectRow('dtype', 'balance-scale', dtypes), ...advice]));
  }

  /** The camera that sent a message, for a node that has a state for each camera. */
  export const cameraRow = shared(typedRow('lane', 'video-camera', sources));

  const busyRow = joined([
    selectRow('busy', 'clock-o', ['newest', 'queue', 'drop']),
    shownWhile(['busy'], (busy) => busy === 'queue', continuedNumber('queueLength')),
  ]);
  const maxAgeRow = numberRow('maxAgeSeconds', 'history');

  /** When busy, for a node with `cameraRow`: it always has lanes. */
  export const cameraBusyRows = shared(joined([busyRow, maxAgeRow]));

  /** When busy, for any other node. */
  export const busyRows = joined([
    shared(joined([busyRow, tickRow('lanes')])),
    shownWhile(['lanes'], (lanes) => lanes === 'true', cameraRow),
    shared(maxAgeRow),
  ]);

  /** How images are decoded. */
  export const decodeRows = shared(
    joined([textRow('greyRange', 'adjust', { hasPlaceholder: true }), numberRow('maxMegapixels', 'arrows-alt')]),
  );

  export const timeLimitRow = shared(numberRow('timeoutSeconds', 'hourglass-half'));

  export const filePathsRow = shared(tickRow('allowFilePaths'));
}
