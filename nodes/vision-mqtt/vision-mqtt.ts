import type { Node, NodeAPI, NodeDef } from 'node-red';
import { type MqttMessage, type MqttTopics, messageOf, openMqttTopics, openRenderer, packageInfo } from '../../src';
import { cameraBusyOptions } from '../shared/busy';
import { cameraOptions } from '../shared/camera-name';
import { type Migration, migrated } from '../shared/migrations';
import { onMessage, type Work } from '../shared/on-message';
import { readOptions } from '../shared/options';
import { type StatusText, statusOf } from '../shared/status';
import { type Incoming, incomingOf } from './incoming';
import { jpegOf } from './jpeg';
import { mqttOptions, mqttSettings } from './mqtt-options';
import { openPublisher } from './publisher';

export const options = { ...mqttOptions, ...cameraOptions } as const;

/** No state may be lost. Only pictures make messages wait. */
const busy = cameraBusyOptions({ busy: 'queue', queueLength: 1000 });

/** Shown in Home Assistant. */
const origin = { name: packageInfo.name, sw: packageInfo.version, url: 'https://github.com/grounded-sam/node-red' };

/** Steps from the settings of older versions. */
export const migrations: readonly Migration[] = [];

export default function register(RED: NodeAPI): void {
  function VisionMqttNode(this: Node, saved: NodeDef): void {
    RED.nodes.createNode(this, saved);
    const config = migrated(saved, migrations);
    const renderer = openRenderer();
    const status = statusOf(RED, this, undefined);
    const publisher = openPublisher(
      RED,
      this,
      (now, memory) => openMqttTopics(mqttSettings(config), origin, now, memory),
      (counts) => status.result(publishedStatus(counts)),
    );

    const work: Work = async (msg, { lane, signal }) => {
      const { statusTopic, pictures } = readOptions(options, config, msg);
      const incoming = incomingOf(msg, statusTopic);
      const picture = incoming.kind === 'event' && pictures ? incoming.picture : undefined;
      const jpeg = picture === undefined ? undefined : await jpegOf(picture, renderer, signal);
      const counts = await publisher.publish((topics, now) => messagesFor(topics, incoming, { lane, jpeg, now }));
      return { ...publishedStatus(counts), isEnded: true };
    };
    const onReset = (camera: string | undefined): void => {
      publisher
        .publish((topics, now) => topics.remove(camera, now))
        .catch((error) => this.warn(`The camera is not removed: ${messageOf(error)}`));
    };
    onMessage(RED, this, config, work, { busy, onReset });

    this.on('close', (done: () => void) => {
      publisher.close();
      status.stop();
      void renderer.close().finally(done);
    });
  }
  RED.nodes.registerType('vision-mqtt', VisionMqttNode);
}

interface Arrival {
  /** The camera of a report. */
  readonly lane: string;
  /** The picture of an event. */
  readonly jpeg: Buffer | undefined;
  readonly now: number;
}

function messagesFor(topics: MqttTopics, incoming: Incoming, { lane, jpeg, now }: Arrival): MqttMessage[] {
  switch (incoming.kind) {
    case 'homeAssistant':
      return incoming.isOnline ? topics.resend() : [];
    case 'report':
      return topics.report(lane, incoming.report, now);
    case 'event':
      return topics.event(incoming.event, jpeg, now);
  }
}

const publishedStatus = ({ cameras, online }: { readonly cameras: number; readonly online: number }): StatusText => ({
  key: 'published',
  values: { cameras, online },
});
