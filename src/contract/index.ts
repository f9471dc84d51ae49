export type { Bbox, Detection } from './detection';
export { detectionsInput } from './detections-input';
export { type ImageInput, imageInput, type RawImage } from './image-input';
export { distinctLabels, labelKey } from './label-key';
export type { Mask } from './mask';
export type { Point } from './point';
export { pointsInput } from './points-input';
export type { Tensor } from './tensor';
export type { ImageSize, Stage, StageTimes, Vision } from './vision';
