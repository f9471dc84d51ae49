import assert from 'node:assert/strict';
import type { Detection, MqttMessage } from '../../src';
import { fakeBroker } from '../support/fake-broker';
import { catchAll, inbox, loadFlow, send, unloadFlow } from '../support/node-red';
import { until } from '../support/until';

const START = Date.UTC(2026, 0, 1);

const zones = [
  { name: 'Left half', points: '0,0,0.5,0,0.5,1,0,1' },
  { name: 'Middle', kind: 'line', points: '0.5,1,0.5,0' },
];

describe('object-tracker, vision-zones and vision-mqtt in a row', () => {
  afterEach(unloadFlow);

  it('publish a walk through a zone and across a line', async () => {
    await loadFlow([
      { id: 'track', type: 'object-tracker', colours: false, wires: [['zones', 'mqtt'], ['mqtt']] },
      { id: 'zones', type: 'vision-zones', zones, wires: [['mqtt'], ['mqtt']] },
      { id: 'mqtt', type: 'vision-mqtt', labels: 'person', wires: [['out']] },
      { id: 'out', type: 'helper' },
      ...catchAll,
    ]);
    const [out, caught] = [inbox('out'), inbox('caught')];
    const walk = (step: number): Detection[] =>
      step < 12 ? [{ label: 'person', score: 0.8, bbox: [100 + step * 40, 200, 60, 120] }] : [];

    for (let step = 0; step < 20; step++) {
      const vision = { image: { width: 640, height: 480 } };
      send('track', { topic: 'Yard', timestamp: START + step * 1000, vision, detections: walk(step) });
    }
    const messages = out.messages as unknown as MqttMessage[];
    const events = (): string[] =>
      messages
        .filter(({ topic }) => topic === 'vision/yard/event')
        .map(({ payload }) => (payload as { event_type: string }).event_type);
    await until(() => events().includes('left') && events().includes('exited'));

    assert.deepEqual(caught.messages, []);
    assert.deepEqual([...events()].sort(), ['appeared', 'crossed', 'entered', 'exited', 'left']);
    const states = (): Record<string, unknown> => {
      const broker = fakeBroker();
      broker.publish(messages);
      return broker.below('vision/yard');
    };
    await until(() => states().person === 0);
    const { 'middle/in': into, 'middle/out': outOf, ...counts } = states();
    assert.equal(Number(into) + Number(outOf), 1);
    assert.deepEqual(counts, { person: 0, all: 0, 'left_half/person': 0, 'left_half/all': 0, state: 'online' });
    const inZone = messages.filter(({ topic }) => topic === 'vision/yard/left_half/person');
    assert.deepEqual(
      inZone.map(({ payload }) => payload),
      [0, 1, 0],
    );
  });
});
