import {
  componentsOf,
  type DiscoveredCamera,
  discoveryConfig,
  type Origin,
  type Platform,
  withRemoved,
} from './discovery';

/** One message for a broker. */
export interface MqttMessage {
  readonly topic: string;
  /** An object is published as JSON. The empty text removes a retained message. */
  readonly payload: string | number | object | Buffer;
  readonly retain: boolean;
  readonly qos: 0 | 1 | 2;
}

/** At least once: a message that is lost would leave a wrong state. */
const QOS = 1;

export const retainedMessage = (topic: string, payload: MqttMessage['payload']): MqttMessage => ({
  ...{ topic, payload, retain: true, qos: QOS },
});
export const passingMessage = (topic: string, payload: object): MqttMessage => ({
  ...{ topic, payload, retain: false, qos: QOS },
});

/** A payload that can be compared. */
export type State = string | number | Buffer;

/** The retained messages of one camera on the broker. */
export interface Retained {
  /** States by topic; `undefined`: retained, but not known, or out of date. */
  readonly states: Map<string, State | undefined>;
  /** The topic of the discovery config, if there is one. */
  discovery?: string | undefined;
  /** The config as JSON; empty: none, as it should be. `undefined`: not known, or out of date. */
  config?: string | undefined;
  /** The components of the config by id. */
  components: ReadonlyMap<string, Platform>;
}

export const nothingRetained = (): Retained => ({ states: new Map(), components: new Map() });

/** All of it is out of date. */
export function forgetStates(retained: Retained): void {
  for (const topic of retained.states.keys()) retained.states.set(topic, undefined);
  retained.config = undefined;
}

/** Whether both have the same topics. */
export const hasTopics = ({ states }: Retained, next: ReadonlyMap<string, unknown>): boolean =>
  states.size === next.size && [...next.keys()].every((topic) => states.has(topic));

/**
 * The messages that change the states on the broker to `next`, which `retained` has afterwards. A state that is `undefined` in
 * `next` stays as it is.
 */
export function changeStates(
  { states }: Retained,
  next: ReadonlyMap<string, State | undefined>,
): { readonly changed: MqttMessage[]; readonly removed: MqttMessage[] } {
  const removed = [...states.keys()].filter((topic) => !next.has(topic));
  const changed: MqttMessage[] = [];
  for (const [topic, state] of next) {
    if (state !== undefined && states.get(topic) !== state) changed.push(retainedMessage(topic, state));
    states.set(topic, state);
  }
  for (const topic of removed) states.delete(topic);
  return { changed, removed: removed.map((topic) => retainedMessage(topic, '')) };
}

/**
 * The messages that change the discovery config to that of `camera`, which `retained` has afterwards. `undefined`: no config.
 * Home Assistant keeps a component that a config no longer has, so a message that is not retained removes it first.
 */
export function changeDiscovery(
  retained: Retained,
  topic: string,
  camera: DiscoveredCamera | undefined,
  origin: Origin,
): MqttMessage[] {
  const messages: MqttMessage[] = [];
  const { discovery } = retained;
  if (discovery !== undefined && (!camera || discovery !== topic)) messages.push(retainedMessage(discovery, ''));
  const earlier = discovery === topic ? retained.components : new Map<string, Platform>();
  const components = camera ? componentsOf(camera) : {};
  const config = camera ? discoveryConfig(camera, components, origin) : undefined;
  const json = config ? JSON.stringify(config) : '';
  const removed = [...earlier].filter(([id]) => !(id in components));
  if (config && removed.length > 0) messages.push(passingMessage(topic, withRemoved(config, removed)));
  if (config && retained.config !== json) messages.push(retainedMessage(topic, config));
  retained.discovery = camera && topic;
  retained.config = json;
  retained.components = new Map(Object.entries(components).map(([id, { p }]) => [id, p]));
  return messages;
}
