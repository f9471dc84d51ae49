import assert from 'node:assert/strict';
import { migrations as cameraSource } from '../../nodes/camera-source/camera-source';
import { migrations as datasetExport } from '../../nodes/dataset-export/dataset-export';
import { migrations as groundingDino } from '../../nodes/grounding-dino/grounding-dino';
import { migrations as maskRender } from '../../nodes/mask-render/mask-render';
import { migrations as motionGate } from '../../nodes/motion-gate/motion-gate';
import { migrations as objectTracker } from '../../nodes/object-tracker/object-tracker';
import { migrations as sam } from '../../nodes/sam/sam';
import type { Migration } from '../../nodes/shared/migrations';
import { migrations as visionEngine } from '../../nodes/vision-engine/vision-engine';
import { migrations as visionMqtt } from '../../nodes/vision-mqtt/vision-mqtt';
import { migrations as visionZones } from '../../nodes/vision-zones/vision-zones';
import { catchAll, errorOf, inbox, loadFlow, send, statusesOf, unloadFlow } from '../support/node-red';
import { scene } from '../support/scenes';
import { until } from '../support/until';

const tables = {
  'vision-engine': visionEngine,
  'camera-source': cameraSource,
  'grounding-dino': groundingDino,
  sam,
  'motion-gate': motionGate,
  'object-tracker': objectTracker,
  'vision-zones': visionZones,
  'vision-mqtt': visionMqtt,
  'mask-render': maskRender,
  'dataset-export': datasetExport,
};

/** A step that every node has while `test` runs: it takes the setting from an older, invented name. */
async function withStep(older: string, setting: string, test: () => Promise<void>): Promise<void> {
  const all = Object.values(tables) as Migration[][];
  const migrate: Migration['migrate'] = ({ [older]: value, ...rest }) =>
    value === undefined ? rest : { ...rest, [setting]: value };
  for (const table of all) table.push({ from: table.length, to: table.length + 1, migrate });
  try {
    await test();
  } finally {
    for (const table of all) table.pop();
  }
}

/** A flow in which only `type` has settings of its own, and the node that gets the message. */
function flowWith(type: keyof typeof tables, settings: object) {
  const node = { id: 'node', type, ...settings };
  const messageNode =
    type === 'vision-engine' ? [{ id: 'find', type: 'grounding-dino', prompt: 'cat', engine: 'node' }] : [];
  return { flow: [node, ...messageNode, ...catchAll], to: messageNode[0]?.id ?? 'node' };
}

const msg = { payload: scene(19).image, detections: [], prompt: 'cat' };

describe('saved settings', () => {
  afterEach(unloadFlow);

  const settings: Record<keyof typeof tables, { setting: string; says: RegExp }> = {
    'vision-engine': { setting: 'threads', says: /^threads must be/ },
    'camera-source': { setting: 'trigger', says: /^trigger must be/ },
    'grounding-dino': { setting: 'nms', says: /^nms must be/ },
    sam: { setting: 'maskForm', says: /^maskForm must be/ },
    'motion-gate': { setting: 'scene', says: /^scene must be/ },
    'object-tracker': { setting: 'goneMisses', says: /^goneMisses must be/ },
    'vision-zones': { setting: 'queueLength', says: /^queueLength must be/ },
    'vision-mqtt': { setting: 'silentSeconds', says: /^silentSeconds must be/ },
    'mask-render': { setting: 'quality', says: /^quality must be/ },
    'dataset-export': { setting: 'masks', says: /^masks must be/ },
  };
  for (const [type, { setting, says }] of Object.entries(settings) as [
    keyof typeof tables,
    (typeof settings)['sam'],
  ][]) {
    it(`of an older version of ${type} are migrated when the node is created`, () =>
      withStep('older', setting, async () => {
        // An invalid value shows that it came to where the node reads it.
        const { flow, to } = flowWith(type, { older: 'invalid' });
        await loadFlow(flow);
        const caught = inbox('caught');

        send(to, msg);
        const error = errorOf(await caught.next());

        assert.match(error.message, says);
      }));

    it(`of a newer version of ${type} are refused for each message`, async () => {
      const { flow, to } = flowWith(type, { settingsVersion: 1000 });
      await loadFlow(flow);
      const caught = inbox('caught');

      send(to, msg);
      send(to, msg);
      await caught.next(2);

      for (const error of caught.messages.map(errorOf)) {
        assert.match(error.message, /^Saved by a newer version of this package/);
        assert.equal(error.code, 'INVALID_INPUT');
      }
      await until(() => statusesOf(to).some(({ fill, shape }) => fill === 'red' && shape === 'ring'));
    });
  }
});
