import { options as cameraSource } from '../../nodes/camera-source/camera-source';
import { options as datasetExport } from '../../nodes/dataset-export/dataset-export';
import { options as groundingDino } from '../../nodes/grounding-dino/grounding-dino';
import { options as maskRender } from '../../nodes/mask-render/mask-render';
import { options as motionGate } from '../../nodes/motion-gate/motion-gate';
import { options as objectTracker } from '../../nodes/object-tracker/object-tracker';
import { options as sam } from '../../nodes/sam/sam';
import { options as visionMqtt } from '../../nodes/vision-mqtt/vision-mqtt';
import { options as visionZones } from '../../nodes/vision-zones/vision-zones';

/** The settings of the nodes that work on messages, by type. */
export const nodeOptions = {
  'camera-source': cameraSource,
  'motion-gate': motionGate,
  'grounding-dino': groundingDino,
  sam,
  'object-tracker': objectTracker,
  'vision-zones': visionZones,
  'mask-render': maskRender,
  'vision-mqtt': visionMqtt,
  'dataset-export': datasetExport,
};
