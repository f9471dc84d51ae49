export { type BoxFormat, type BoxUnit, boxFormats, boxUnitOf } from './box-format';
export { type DecodeOptions, decodeDefaults, type GreyRange, greyRangeFrom } from './decode-options';
export type { Bbox, Detection } from './detection';
export { detectionsInput } from './detections-input';
export { type Grid, gridFrom } from './grid';
export { type ImageInput, imageInput } from './image-input';
export { isImageText } from './image-text';
export { distinctLabels, labelKey } from './label-key';
export type { Mask } from './mask';
export { type Motion, type MotionReason, motionReasons } from './motion';
export type { PixelOrder, PixelType } from './pixel-order';
export { placedBoxes } from './placed-boxes';
export type { Point } from './point';
export { pointsInput } from './points-input';
export type { RawImage } from './raw-image';
export { type Region, regionFrom, regionsFrom } from './region';
export { secondsIn } from './seconds-list';
export type { Tensor } from './tensor';
export { timeText } from './time-text';
export type { Track } from './track';
export { tracksInput } from './tracks-input';
export type { Handling, ImageSize, Stage, StageTimes, TrackerStage, Vision } from './vision';
export {
  type TrackEventType,
  trackEventTypes,
  type VisionEvent,
  type ZoneEventType,
  zoneEventTypes,
} from './vision-event';
export type { LineCount, LineTotal, ZoneCount } from './zone-counts';
