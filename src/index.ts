export {
  type Camera,
  type CameraImage,
  type CameraListener,
  type CameraSettings,
  openCamera,
} from './camera/camera';
export { videoFrames } from './camera/video-frames';
export * from './contract';
export { type ZonePoints, zonePointsFrom } from './contract/points-text';
export type * from './contract/review';
export { type Dataset, openDataset } from './dataset/dataset';
export type { SkipReason } from './dataset/keep/keep-rules';
export { type KeepRule, type KeepSettings, keepDefaults, keepRules } from './dataset/keep/keep-settings';
export type { AddResult, DatasetEntry, DatasetPicture } from './dataset/picture';
export { packageInfo } from './dataset/program';
export { type ModelProvenance, modelProvenance, type Provenance } from './dataset/provenance';
export { type ReadDataset, type ReadPicture, readDataset } from './dataset/readers';
export { type DifferenceHash, differenceHash } from './dataset/report/difference-hash';
export { type ReportContent, reportPage, type SheetPicture } from './dataset/report/report-page';
export { type DatasetStatistics, StatisticsCounter, type UncertainPicture } from './dataset/report/statistics';
export { type PictureQuery, pictureOrders, pictureStates } from './dataset/review/picture-list';
export { type DatasetReview, datasetFormatOf, openReview, sideLimits } from './dataset/review/review';
export type { ChangeResult } from './dataset/review/review-picture';
export type { StoredImage } from './dataset/review/stored-image';
export {
  type ClassThresholds,
  type JudgedObject,
  type LearnedThreshold,
  learnThresholds,
  MIN_ANSWERS,
  type NoThreshold,
  type ThresholdOptions,
  type ThresholdQuality,
} from './dataset/review/thresholds';
export {
  type DatasetFormat,
  type DatasetMaskForm,
  type DatasetSettings,
  type DatasetSplit,
  datasetDefaults,
  datasetFormats,
  datasetMaskForms,
  datasetSplits,
} from './dataset/settings';
export {
  detectDefaults,
  type Engine,
  type EngineSettings,
  engineLimits,
  type GivenSettings,
  openEngine,
} from './engine/engine';
export { type OpenEngine, openEngines } from './engine/open-engines';
export { preferredDtypes } from './engine/preferred-dtypes';
export {
  type Agreement,
  type Device,
  type DeviceCheck,
  type LoadedModel,
  type ProcessStatus,
  type RequestedDevice,
  requestedDevices,
  type ServerState,
  type Traffic,
} from './engine/protocol';
export type {
  CallOptions,
  ContinuedMask,
  DetectRequest,
  DetectResult,
  Result,
  SegmentRequest,
  SegmentResult,
} from './engine/requests';
export { checkServers, isUsable, type ServerCheck, type ServerModelCheck, type UsedModel } from './engine/server-check';
export {
  type ServerModel,
  type ServerRole,
  type ServerSettings,
  type ServerTls,
  serverLimits,
} from './engine/server-settings';
export { serverAddressesIn, serverHeadersIn, serverModelsIn } from './engine/server-text';
export {
  type ErrorCode,
  errorCodes,
  type FailureReason,
  failureReasons,
  invalidInput,
  messageOf,
  VisionError,
  withCode,
} from './errors';
export { type NmsMode, nmsModes } from './geometry/nms';
export { crossesItself, type Polygon } from './geometry/polygon';
export { type MaskPolygon, maskPolygons, type Ring } from './geometry/polygons';
export { type CocoRle, cocoRle } from './geometry/rle';
export { downloadModel } from './hub/download-model';
export { type FetchOptions, type Hub, type ModelFiles, openHub } from './hub/hub';
export { type HubConfig, type HubSettings, hubConfig } from './hub/hub-config';
export {
  type InventoryItem,
  type KnownModel,
  knownModels,
  modelInventory,
  type PhrasesSupport,
} from './hub/model-inventory';
export { type ModelChoice, type ModelList, type ModelRow, openModelList, type RunningDownload } from './hub/model-list';
export { type ModelState, modelState } from './hub/model-state';
export { type DownloadProgress, formatBytes, type OnProgress, percentOf } from './hub/progress';
export { removeModel } from './hub/remove-model';
export { type CleanUp, cleanUpDefaults } from './masks/clean-up';
export {
  type CompactDetection,
  type CompactForm,
  compactDetections,
  compactForms,
  roundedScore,
  withDecodedMasks,
} from './masks/compact-masks';
export { type DuplicateMetric, type DuplicateMode, duplicateMetrics, duplicateModes } from './masks/duplicates';
export { type MaskForm, type MaskForms, maskForms } from './masks/mask-forms';
export { type OverlapMode, overlapModes } from './masks/overlaps';
export { defaultModels } from './model-files/catalogue';
export type { CatalogueEntry, CatalogueFile, Source } from './model-files/catalogue-entry';
export { type Dtype, dtypes, type RequestedDtype } from './model-files/dtype';
export { demoFolder } from './model-files/model-folder';
export { type ModelReference, type ResolvedModel, resolveModel } from './model-files/model-reference';
export type { ModelRequest, ModelTask } from './model-files/model-request';
export { type ServerGraphFiles, type ServerGraphOptions, serverGraphs } from './model-repository/server-graphs';
export { type ServerKind, serverKinds, serverLayouts } from './model-repository/server-kinds';
export { writeRepository } from './model-repository/write-repository';
export { promptHint, promptSummary } from './models/grounding-dino/joined-classes';
export { type Look, type LookMode, lookDefaults, lookModes } from './models/grounding-dino/look';
export {
  boxList,
  gridExpected,
  MAX_OVERLAP,
  polygonFrom,
  regionExpected,
} from './models/grounding-dino/look-input';
export { type PhrasesMode, type PhrasesUsed, phrasesModes } from './models/grounding-dino/phrases';
export { type PromptClass, parsePrompt } from './models/grounding-dino/prompt';
export { type ClassThreshold, promptWithThresholds } from './models/grounding-dino/prompt-thresholds';
export { unknownWordsWarning } from './models/grounding-dino/unknown-words';
export type { Continuity } from './models/sam/segmenter';
export { type Gate, type GateInput, type GateResult, openGate } from './motion/gate';
export type { GreyPixels } from './motion/gate-state';
export { type GateSettings, gateDefaults } from './motion/settings';
export { type CameraReport, cameraReport } from './mqtt/camera-report';
export type { Origin } from './mqtt/discovery';
export { eventInput } from './mqtt/event-input';
export { type MqttMemory, savedMemory } from './mqtt/memory';
export { type MqttTopics, openMqttTopics } from './mqtt/mqtt-topics';
export type { MqttMessage } from './mqtt/retained';
export { type MqttSettings, mqttDefaults } from './mqtt/settings';
export { isTopic } from './mqtt/topic';
export * from './render/renderer';
export { type DatasetReport, datasetReport } from './review/dataset-report';
export { loginName } from './review/login-name';
export type { ReviewRequest, ReviewResponse } from './review/review-http';
export { openReviewServer, type ReviewServer, type ReviewServerSettings } from './review/review-server';
export { type SegmentedObject, type SegmentObject, segmentObject } from './review/segment-object';
export { isBetterPicture, type ObjectView } from './tracking/best-picture';
export type { Thumbnail } from './tracking/colour-histogram';
export {
  emptyFollowState,
  type Followed,
  type FollowState,
  follow,
  followPrompts,
  heldDetections,
  maskBytesOf,
  withoutGone,
} from './tracking/follow';
export { type LabelMode, labelModes, type TrackerSettings, trackerDefaults } from './tracking/settings';
export { openTracker, type Tracker, type TrackerInput, type TrackerResult } from './tracking/tracker';
export { type RelationInput, type RelationKind, relationKinds, relationRowsFrom } from './zones/relation-row';
export {
  type ZoneAnchor,
  type ZoneInput,
  type ZoneKind,
  type ZoneRow,
  zoneAnchors,
  zoneKinds,
  zoneRowsFrom,
} from './zones/zone-row';
export { openZones, type Zones } from './zones/zones';
export type { ZonesInput, ZonesResult } from './zones/zones-step';
