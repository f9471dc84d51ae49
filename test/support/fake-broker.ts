import type { MqttMessage } from '../../src/mqtt/retained';

/** The retained messages of a broker, in memory. */
export interface FakeBroker {
  /** The retained payloads by topic. */
  readonly retained: ReadonlyMap<string, MqttMessage['payload']>;
  publish(messages: readonly MqttMessage[]): void;
  /** The retained payloads below a topic. */
  below(topic: string): Record<string, MqttMessage['payload']>;
}

/** Follows the rules of MQTT for retained messages. */
export function fakeBroker(): FakeBroker {
  const retained = new Map<string, MqttMessage['payload']>();
  return {
    retained,
    publish(messages) {
      for (const { topic, payload, retain } of messages) {
        if (!retain) continue;
        if (payload === '') retained.delete(topic);
        else retained.set(topic, payload);
      }
    },
    below(topic) {
      const entries = [...retained].filter(([name]) => name.startsWith(`${topic}/`));
      return Object.fromEntries(entries.map(([name, payload]) => [name.slice(topic.length + 1), payload]));
    },
  };
}
