import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cameraReport } from '../../../src/mqtt/camera-report';
import { openMqttTopics } from '../../../src/mqtt/mqtt-topics';
import { discoveryProblems } from '../../support/home-assistant';
import { pythonWith, runPython } from '../../support/python';

const origin = { name: 'tests', sw: '1.2.3', url: 'https://example.org' };
const zone = (label: string) => ({ count: 1, labels: { [label]: 1 } });

/** All configs of cameras with names in several scripts, and of one that lost a zone. */
function configs(): { topic: string; payload: object }[] {
  const topics = openMqttTopics({ pictures: true, base: 'home/Sicht' }, origin, 0);
  const report = (zones: object) =>
    cameraReport({ tracks: [{ label: 'red van' }], zones, lines: { 'a/b': { in: 0, out: 1 } } })!;
  const messages = [
    ...topics.report('Einfahrt „Süd“', report({ 前门: zone('🚗'), Gate: zone('person') }), 0),
    ...[1, 2, 3, 4, 61].flatMap((seconds) =>
      topics.report('Einfahrt „Süd“', report({ Gate: zone('person') }), seconds * 1000),
    ),
    ...topics.report('', report({}), 0),
  ];
  return messages.flatMap(({ topic, payload }) =>
    topic.endsWith('/config') ? [{ topic, payload: payload as object }] : [],
  );
}

describe('the discovery of Home Assistant', () => {
  it('accepts all configs, by the rules that the tests know', () => {
    assert.equal(configs().length, 4);
    for (const { topic, payload } of configs()) assert.deepEqual(discoveryProblems(topic, payload), []);
  });

  it('would not accept other configs, by the same rules', () => {
    const [{ topic, payload }] = configs() as [
      { topic: string; payload: { cmps: Record<string, Record<string, unknown>> } },
    ];
    const change = (id: string, changed: object) => ({
      ...payload,
      cmps: { ...payload.cmps, [id]: { ...payload.cmps[id], ...changed } },
    });
    const { o: _, ...withoutOrigin } = payload as Record<string, unknown>;

    const cases: [topic: string, payload: object, says: RegExp][] = [
      [topic.replace('home_', 'home.'), payload, /is not a discovery topic/],
      [topic, withoutOrigin, /the config needs origin/],
      [topic, change('event', { evt_typ: undefined }), /event needs event_types/],
      [topic, change('all.count', { stat_cla: 'counting' }), /all\.count\.state_class must be one of/],
      [topic, change('all.count', { stat_t: 'a/#' }), /all\.count\.state_topic must be a topic/],
      [topic, change('all.count', { icons: 'mdi:car' }), /all\.count must not have icons/],
      [topic, change('all.count', { uniq_id: payload.cmps.event!.uniq_id }), /two components have the same unique_id/],
    ];
    for (const [on, config, says] of cases) assert.match(discoveryProblems(on, config)[0] ?? '', says);
  });

  it('accepts all configs, by its own schemas', function () {
    this.timeout(60_000);
    const python = pythonWith('homeassistant.components.mqtt.sensor', 'HOME_ASSISTANT_PYTHON');
    if (!python) {
      console.log('      skipped: no Python has the package homeassistant; set HOME_ASSISTANT_PYTHON');
      return this.skip();
    }
    const folder = mkdtempSync(join(tmpdir(), 'home-assistant-'));
    try {
      const file = join(folder, 'messages.json');
      writeFileSync(file, JSON.stringify(configs()));
      const { version, components } = runPython<{ version: string; components: number }>(python, 'check_discovery.py', [
        file,
      ]);

      assert.match(version, /^20\d\d\.\d+/);
      assert.ok(components > 30, `${components} in ${version}`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
