import assert from 'node:assert/strict';
import { type CameraReport, cameraReport } from '../../../src/mqtt/camera-report';
import type { MqttMemory } from '../../../src/mqtt/memory';
import { type MqttTopics, openMqttTopics } from '../../../src/mqtt/mqtt-topics';
import type { MqttMessage } from '../../../src/mqtt/retained';
import type { MqttSettings } from '../../../src/mqtt/settings';
import { type FakeBroker, fakeBroker } from '../../support/fake-broker';
import { visionEvent as event } from '../../support/vision-event';

const SECOND = 1000;
const CONFIG = 'homeassistant/device/vision_yard/config';
const origin = { name: 'tests', sw: '1.2.3', url: 'https://example.org' };

const open = (settings: Partial<MqttSettings> = {}, memory?: MqttMemory): MqttTopics =>
  openMqttTopics(settings, origin, 0, memory);

/** A message of `object-tracker`, with these objects. */
const seen = (...labels: string[]): CameraReport => cameraReport({ tracks: labels.map((label) => ({ label })) })!;
const inZones = (zones: Record<string, string[]>, lines: object = {}): CameraReport => {
  const counted = Object.entries(zones).map(([zone, labels]) => {
    const counts: Record<string, number> = {};
    for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
    return [zone, { count: labels.length, labels: counts, trackIds: [] }];
  });
  return cameraReport({
    tracks: Object.values(zones)
      .flat()
      .map((label) => ({ label })),
    zones: Object.fromEntries(counted),
    lines,
  })!;
};

/** `topic = payload`, and whether it is not retained. */
const lines = (messages: readonly MqttMessage[]): string[] =>
  messages.map(({ topic, payload, retain }) => {
    const shown =
      typeof payload === 'object' ? (Buffer.isBuffer(payload) ? 'a Buffer' : '{}') : JSON.stringify(payload);
    return `${topic} = ${shown}${retain ? '' : ' (not retained)'}`;
  });

interface Config {
  readonly dev: { readonly ids: string[]; readonly name: string };
  readonly avty: { readonly t: string }[];
  readonly cmps: Record<string, Record<string, unknown>>;
}
const configOn = ({ retained }: FakeBroker, topic = CONFIG): Config => retained.get(topic) as Config;

describe('the topics of a camera', () => {
  it('get all counts first, zeros included, then its state and its discovery', () => {
    const topics = open({ labels: ['person', 'car'] });

    assert.deepEqual(lines(topics.report('Yard', seen(), 0)), [
      'vision/yard/person = 0',
      'vision/yard/car = 0',
      'vision/yard/all = 0',
      'vision/yard/state = "online"',
      `${CONFIG} = {}`,
      'vision/available = "online"',
    ]);
  });

  it('get all counts first, too, if the first message is an event or has only zones', () => {
    const first = open({ labels: ['person'] }).event(event(), undefined, 0);
    assert.deepEqual(lines(first).slice(0, 3), [
      'vision/yard/person = 0',
      'vision/yard/all = 0',
      'vision/yard/state = "online"',
    ]);
    assert.equal(lines(first).at(-1), 'vision/yard/event = {} (not retained)');

    const { zones } = cameraReport({ zones: { Gate: { count: 0, labels: {} } } })!;
    const withZones = open({ labels: ['person'] }).report('Yard', { zones: zones! }, 0);
    assert.deepEqual(lines(withZones).slice(0, 4), [
      'vision/yard/person = 0',
      'vision/yard/all = 0',
      'vision/yard/gate/person = 0',
      'vision/yard/gate/all = 0',
    ]);
  });

  it('change only if the count changes', () => {
    const topics = open({ discovery: false });
    topics.report('Yard', seen('person'), 0);

    assert.deepEqual(lines(topics.report('Yard', seen('person'), SECOND)), []);
    assert.deepEqual(lines(topics.report('Yard', seen('person', 'person'), SECOND)), [
      'vision/yard/person = 2',
      'vision/yard/all = 2',
    ]);
    assert.deepEqual(lines(topics.report('Yard', seen(), SECOND)), ['vision/yard/person = 0', 'vision/yard/all = 0']);
  });

  it('have all messages with quality of service 1', () => {
    const topics = open({ pictures: true });
    const messages = [...topics.report('Yard', seen('person'), 0), ...topics.event(event(), Buffer.of(1), 0)];

    assert.deepEqual([...new Set(messages.map(({ qos }) => qos))], [1]);
  });

  it('count zones and lines', () => {
    const [broker, topics] = [fakeBroker(), open({ discovery: false })];
    const messages = topics.report(
      'Yard',
      inZones({ 'The gate': ['person'], Lawn: [] }, { Door: { in: 3, out: 1 } }),
      0,
    );
    broker.publish(messages);

    assert.deepEqual(broker.below('vision/yard'), {
      ...{ person: 1, all: 1, 'the_gate/person': 1, 'the_gate/all': 1, 'lawn/all': 0, 'door/in': 3, 'door/out': 1 },
      state: 'online',
    });
  });

  it('are the same for all spellings of a label, and leave out labels that are not listed', () => {
    const [broker, topics] = [fakeBroker(), open({ labels: ['Red van'], discovery: false })];
    broker.publish(topics.report('Yard', seen('red van', 'RED  VAN.', 'dog'), 0));

    assert.deepEqual(broker.below('vision/yard'), { red_van: 2, all: 3, state: 'online' });
  });

  it('differ for names with one slug, and from the levels that every camera has', () => {
    const [broker, topics] = [fakeBroker(), open({ discovery: false })];
    broker.publish(topics.report('Yard 1', seen('all', 'state', 'a b', 'a_b!'), 0));
    broker.publish(topics.report('yard/1', seen(), 0));

    assert.deepEqual(broker.below('vision/yard_1'), {
      all_2: 1,
      state_2: 1,
      a_b: 1,
      a_b_2: 1,
      all: 4,
      state: 'online',
    });
    assert.deepEqual(broker.below('vision/yard_1_2'), { all: 0, state: 'online' });
  });

  it('keep their counts if a message says nothing about them', () => {
    const topics = open({ discovery: false });
    topics.report('Yard', inZones({ Gate: ['person'] }, { Door: { in: 1, out: 0 } }), 0);

    assert.deepEqual(topics.report('Yard', seen('person'), SECOND), []);
    assert.deepEqual(lines(topics.event(event(), undefined, SECOND)), ['vision/yard/event = {} (not retained)']);
  });

  it('of a removed zone are removed, also from Home Assistant', () => {
    const [broker, topics] = [fakeBroker(), open()];
    const two = (time: number): void => broker.publish(topics.report('Yard', inZones({ Gate: [], Lawn: [] }), time));
    two(0);
    for (let seconds = 1; seconds < 60; seconds++) {
      broker.publish(topics.report('Yard', inZones({ Lawn: [] }), seconds * SECOND));
    }
    assert.ok('gate/all' in broker.below('vision/yard'));

    const messages = topics.report('Yard', inZones({ Lawn: [] }), 61 * SECOND);
    broker.publish(messages);

    assert.deepEqual(broker.below('vision/yard'), { all: 0, 'lawn/all': 0, state: 'online' });
    assert.ok(!Object.keys(configOn(broker).cmps).some((id) => id.startsWith('gate')));
    const [removing] = messages.filter(({ topic, retain }) => topic === CONFIG && !retain);
    assert.deepEqual((removing!.payload as Config).cmps['gate.all.count'], { p: 'sensor' });
  });
});

describe('two nodes that report the zones of one camera in turn', () => {
  it('keep the zones of each other, also at one image in five minutes', () => {
    const topics = open();
    topics.report('Yard', inZones({ Gate: [] }, { Door: { in: 1, out: 0 } }), 0);
    topics.report('Yard', inZones({ Lawn: [] }, { Path: { in: 1, out: 0 } }), 1);

    for (let minutes = 5; minutes < 60; minutes += 5) {
      const later = minutes * 60 * SECOND;
      assert.deepEqual(topics.report('Yard', inZones({ Gate: [] }, { Door: { in: 1, out: 0 } }), later), []);
      assert.deepEqual(topics.report('Yard', inZones({ Lawn: [] }, { Path: { in: 1, out: 0 } }), later + 1), []);
    }
  });
});

describe('events', () => {
  it('are not retained, and have the type where Home Assistant reads it', () => {
    const messages = open().event(event({ type: 'stayed', zones: ['Gate'] }), undefined, 0);

    const { payload, ...message } = messages.at(-1)!;
    assert.deepEqual(message, { topic: 'vision/yard/event', retain: false, qos: 1 });
    assert.deepEqual(payload, { event_type: 'stayed', ...event({ type: 'stayed', zones: ['Gate'] }) });
  });

  it('bring their picture before them, retained, only if pictures are on', () => {
    const picture = Buffer.from('a picture');
    const topics = open({ pictures: true, discovery: false });
    topics.report('Yard', seen('person'), 0);

    assert.deepEqual(lines(topics.event(event(), picture, 0)), [
      'vision/yard/person/picture = a Buffer',
      'vision/yard/event = {} (not retained)',
    ]);
    assert.equal(lines(open().event(event(), picture, 0)).filter((line) => line.includes('a Buffer')).length, 0);
  });

  it('bring no picture of a label that is not listed', () => {
    const messages = open({ pictures: true, labels: ['car'] }).event(event(), Buffer.of(1), 0);

    assert.ok(!lines(messages).some((line) => line.includes('picture')));
    assert.equal(messages.at(-1)!.topic, 'vision/yard/event');
  });
});

describe('a silent camera', () => {
  it('is offline after silentSeconds, once, and online with its next message', () => {
    const topics = open({ silentSeconds: 10, discovery: false });
    topics.report('Yard', seen('person'), SECOND);
    topics.report('Gate', seen(), 5 * SECOND);

    assert.equal(topics.nextSilence(), 11 * SECOND);
    assert.deepEqual(topics.silence(10.9 * SECOND), []);
    assert.deepEqual(lines(topics.silence(11 * SECOND)), ['vision/yard/state = "offline"']);
    assert.deepEqual(topics.silence(12 * SECOND), []);
    assert.equal(topics.nextSilence(), 15 * SECOND);
    assert.deepEqual(topics.status(), { cameras: 2, online: 1 });
    assert.deepEqual(lines(topics.report('Yard', seen('person'), 13 * SECOND)), ['vision/yard/state = "online"']);
  });

  it('is never offline with silentSeconds 0', () => {
    const topics = open({ silentSeconds: 0 });
    topics.report('Yard', seen(), 0);

    assert.equal(topics.nextSilence(), undefined);
    assert.deepEqual(topics.silence(1e12), []);
  });

  it('counts an event as a message', () => {
    const topics = open({ silentSeconds: 10 });
    topics.report('Yard', seen(), 0);
    topics.event(event(), undefined, 9 * SECOND);

    assert.equal(topics.nextSilence(), 19 * SECOND);
  });
});

describe('after a restart', () => {
  it('of the broker or of Home Assistant, everything is sent again, also pictures', () => {
    const [before, after] = [fakeBroker(), fakeBroker()];
    const topics = open({ pictures: true });
    before.publish(topics.report('Yard', inZones({ Gate: ['person'] }, { Door: { in: 1, out: 2 } }), 0));
    before.publish(topics.event(event(), Buffer.from('a picture'), 0));
    before.publish(topics.report('Gate', seen('car'), 0));
    before.publish(topics.silence(1e6));
    before.publish(topics.report('Yard', inZones({ Gate: ['person'] }, { Door: { in: 1, out: 2 } }), 1e6));

    after.publish(topics.resend());

    assert.deepEqual([...after.retained].sort(), [...before.retained].sort());
    assert.deepEqual(topics.report('Yard', inZones({ Gate: ['person'] }), 1e6), [], 'nothing is left to send');
  });

  it('of Node-RED, counts of labels that are gone are zero', () => {
    const broker = fakeBroker();
    const first = open();
    broker.publish(first.report('Yard', inZones({ Gate: ['person', 'dog'] }, { Door: { in: 5, out: 2 } }), 0));
    const second = open({}, JSON.parse(JSON.stringify(first.changedMemory())));

    const messages = second.report('Yard', seen('person'), 0);
    broker.publish(messages);

    assert.deepEqual(lines(messages).slice(0, 6), [
      'vision/yard/person = 1',
      'vision/yard/dog = 0',
      'vision/yard/all = 1',
      'vision/yard/gate/person = 0',
      'vision/yard/gate/dog = 0',
      'vision/yard/gate/all = 0',
    ]);
    // A total that falls to 0 for a moment would be counted twice in statistics.
    assert.deepEqual([broker.retained.get('vision/yard/door/in'), broker.retained.get('vision/yard/door/out')], [5, 2]);
    assert.deepEqual(Object.keys(configOn(broker).cmps).length, 2 * 6 + 2 + 1);
  });

  it('of Node-RED, a camera that does not come back is offline', () => {
    const [broker, first] = [fakeBroker(), open()];
    broker.publish(first.report('Yard', seen('person'), 0));
    const second = open({}, first.changedMemory());

    assert.deepEqual(second.resend(), [], 'nothing is known about it yet');
    broker.publish(second.silence(second.nextSilence()!));

    assert.deepEqual(broker.below('vision/yard'), { person: 0, all: 0, state: 'offline' });
  });

  it('of Node-RED, slugs with a number belong to the same cameras', () => {
    const first = open();
    first.report('Yard', seen(), 0);
    first.report('yard', seen(), 0);
    const second = open({}, first.changedMemory());

    assert.equal(second.report('yard', seen(), 0)[0]!.topic, 'vision/yard_2/all');
    assert.equal(second.report('Yard', seen(), 0)[0]!.topic, 'vision/yard/all');
  });

  for (const { change, settings, topics, config } of [
    {
      change: 'a label is no longer listed',
      settings: { labels: ['person'], pictures: true },
      topics: ['all', 'gate/all', 'gate/person', 'person', 'person/picture', 'state'],
      config: true,
    },
    {
      change: 'pictures are off',
      settings: { labels: ['person', 'car'] },
      topics: ['all', 'car', 'gate/all', 'gate/car', 'gate/person', 'person', 'state'],
      config: true,
    },
    {
      change: 'discovery is off',
      settings: { labels: ['person'], discovery: false },
      topics: ['all', 'gate/all', 'gate/person', 'person', 'state'],
      config: false,
    },
    { change: 'the base is another one', settings: { base: 'home/vision' }, topics: [], config: false },
  ]) {
    it(`with other settings, topics that are no longer used are removed: ${change}`, () => {
      const [broker, first] = [fakeBroker(), open({ labels: ['person', 'car'], pictures: true })];
      broker.publish(first.report('Yard', inZones({ Gate: ['person'] }), 0));
      broker.publish(first.event(event(), Buffer.from('a picture'), 0));
      const second = open(settings, first.changedMemory());

      broker.publish(second.report('Yard', inZones({ Gate: ['person'] }), 0));

      assert.deepEqual(Object.keys(broker.below('vision/yard')).sort(), topics);
      assert.equal(broker.retained.has(CONFIG), config);
    });
  }

  it('removes components that no message was published for', () => {
    const labels = ['person'];
    const first = open({ labels });
    first.report('Yard', seen(), 0);
    const second = open({ labels, pictures: true }, first.changedMemory());
    second.report('Yard', seen(), 0);
    const third = open({ labels }, second.changedMemory());

    const [removing] = third.report('Yard', seen(), 0).filter(({ topic, retain }) => topic === CONFIG && !retain);

    assert.deepEqual((removing!.payload as Config).cmps['person.picture'], { p: 'image' });
  });

  it('has a memory only if it changed', () => {
    const topics = open();
    topics.report('Yard', seen('person'), 0);
    assert.ok(topics.changedMemory());
    topics.report('Yard', seen('person', 'person'), 0);
    assert.equal(topics.changedMemory(), undefined);
    topics.report('Yard', seen('dog'), 0);
    assert.ok(topics.changedMemory());
  });
});

describe('a removed camera', () => {
  it('has no retained message', () => {
    const [broker, topics] = [fakeBroker(), open({ pictures: true })];
    for (const camera of ['Yard', 'Gate']) {
      broker.publish(topics.report(camera, inZones({ Lawn: ['person'] }, { Door: { in: 1, out: 1 } }), 0));
      broker.publish(topics.event(event({ camera }), Buffer.of(1), 0));
    }

    broker.publish(topics.remove('Yard', 0));
    assert.deepEqual([broker.below('vision/yard'), broker.retained.has(CONFIG)], [{}, false]);
    assert.ok(broker.retained.has('vision/gate/all'));

    broker.publish(topics.remove(undefined, 0));
    assert.deepEqual([...broker.retained.keys()], ['vision/available']);
    assert.equal(topics.nextSilence(), undefined);
  });

  it('may be one of an earlier run of which nothing is known', () => {
    const [broker, settings] = [fakeBroker(), { labels: ['person'] }];
    broker.publish(open(settings).report('Yard', seen('person'), 0));

    broker.publish(open(settings).remove('Yard', 0));

    assert.deepEqual([...broker.retained.keys()], ['vision/available']);
  });
});

describe('discovery', () => {
  it('describes a camera as one device, whose entities need the camera and the connection', () => {
    const [broker, topics] = [fakeBroker(), open({ labels: ['person'], pictures: true })];
    broker.publish(topics.report('Yard', inZones({ Gate: [] }, { Door: { in: 0, out: 0 } }), 0));

    const config = configOn(broker);
    assert.deepEqual([config.dev.ids, config.dev.name], [['vision_yard'], 'Yard']);
    assert.deepEqual(config.avty, [{ t: 'vision/yard/state' }, { t: 'vision/available' }]);
    assert.deepEqual(
      Object.entries(config.cmps).map(([id, { p, stat_t, img_t }]) => `${id}: ${p} of ${stat_t ?? img_t}`),
      [
        'person.count: sensor of vision/yard/person',
        'person.occupancy: binary_sensor of vision/yard/person',
        'all.count: sensor of vision/yard/all',
        'all.occupancy: binary_sensor of vision/yard/all',
        'gate.person.count: sensor of vision/yard/gate/person',
        'gate.person.occupancy: binary_sensor of vision/yard/gate/person',
        'gate.all.count: sensor of vision/yard/gate/all',
        'gate.all.occupancy: binary_sensor of vision/yard/gate/all',
        'door.in: sensor of vision/yard/door/in',
        'door.out: sensor of vision/yard/door/out',
        'event: event of vision/yard/event',
        'person.picture: image of vision/yard/person/picture',
      ],
    );
    assert.deepEqual(config.cmps.event!.evt_typ, [
      ...['appeared', 'stayed', 'left', 'still', 'moved', 'entered', 'dwelled', 'exited', 'crossed'],
    ]);
  });

  it('is sent again only if it changes', () => {
    const topics = open();
    topics.report('Yard', seen('person'), 0);
    const configs = (messages: MqttMessage[]): number => messages.filter(({ topic }) => topic === CONFIG).length;

    assert.equal(configs(topics.report('Yard', seen('person', 'person'), 0)), 0);
    assert.equal(configs(topics.report('Yard', seen('dog'), 0)), 1);
    assert.equal(configs(topics.resend()), 1);
  });
});

describe('the limits', () => {
  it('of 64 cameras: the one whose last message is oldest becomes offline', () => {
    const [broker, topics] = [fakeBroker(), open({ discovery: false })];
    for (let camera = 0; camera < 64; camera++) broker.publish(topics.report(`c${camera}`, seen(), camera));
    broker.publish(topics.report('c0', seen(), 64));
    broker.publish(topics.report('new', seen(), 65));

    assert.equal(topics.status().cameras, 64);
    assert.deepEqual(
      ['c0', 'c1', 'new'].map((camera) => broker.retained.get(`vision/${camera}/state`)),
      ['online', 'offline', 'online'],
    );
  });

  it('of 100 labels: others are only in the count of all', () => {
    const [broker, topics] = [fakeBroker(), open({ discovery: false })];
    broker.publish(topics.report('Yard', seen(...Array.from({ length: 150 }, (_, label) => `label ${label}`)), 0));

    assert.equal(broker.retained.get('vision/yard/all'), 150);
    assert.equal(Object.keys(broker.below('vision/yard')).length, 102);
  });

  it('of 100 labels: those of an earlier run that no camera has any more do not count', () => {
    const learned = open();
    learned.report('Yard', seen(...Array.from({ length: 100 }, (_, label) => `label ${label}`)), 0);
    const listed = open({ labels: ['person'] }, learned.changedMemory());
    listed.report('Yard', seen('person'), 0);
    const other = open({ labels: ['dog', 'cat'] }, listed.changedMemory());

    const first = other.report('Yard', seen('dog'), 0).slice(0, 2);
    assert.deepEqual(lines(first), ['vision/yard/dog = 1', 'vision/yard/cat = 0']);
  });

  it('of 100 labels: those of a removed camera do not count', () => {
    const [broker, topics] = [fakeBroker(), open({ discovery: false })];
    topics.report('Yard', seen(...Array.from({ length: 100 }, (_, label) => `label ${label}`)), 0);
    broker.publish(topics.report('Gate', seen('label 7'), 0));
    topics.remove('Yard', 0);
    broker.publish(topics.report('Gate', seen('label 7', 'new'), 0));

    assert.deepEqual(broker.below('vision/gate'), { label_7: 1, new: 1, all: 2, state: 'online' });
  });

  it('of 100 zones: those that were removed do not count', () => {
    const [broker, topics] = [fakeBroker(), open({ discovery: false })];
    let now = 0;
    for (let zone = 0; zone < 150; zone++) {
      for (let message = 0; message < 6; message++) {
        now += 20 * SECOND;
        broker.publish(topics.report('Yard', inZones({ [`zone ${zone}`]: ['person'] }), now));
      }
    }

    assert.deepEqual(broker.below('vision/yard/zone_149'), { person: 1, all: 1 });
    assert.equal(broker.retained.has('vision/yard/zone_100/all'), false);
  });

  it('of 64 MB of pictures: older ones are not sent again', () => {
    const topics = open({ pictures: true });
    for (const label of ['a', 'b', 'c']) topics.event(event({ label }), Buffer.alloc(30e6), 0);

    const again = topics.resend().filter(({ payload }) => Buffer.isBuffer(payload));
    assert.deepEqual(
      again.map(({ topic }) => topic),
      ['vision/yard/b/picture', 'vision/yard/c/picture'],
    );
  });
});
