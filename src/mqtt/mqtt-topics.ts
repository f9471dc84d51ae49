import type { VisionEvent } from '../contract';
import { labelKey } from '../contract/label-key';
import { addLabel, type Camera, countedLabels, countReport, labelsOf, openCamera } from './camera';
import type { CameraReport } from './camera-report';
import {
  availableTopic,
  cameraStates,
  cameraTopic,
  discoveredCamera,
  discoveryTopic,
  pictureTopic,
  type TopicContext,
} from './camera-topics';
import type { Origin } from './discovery';
import { type MqttMemory, neededLabels, rememberCamera, restoreCamera } from './memory';
import { openNames } from './names';
import { Pictures } from './pictures';
import {
  changeDiscovery,
  changeStates,
  forgetStates,
  hasTopics,
  type MqttMessage,
  nothingRetained,
  passingMessage,
  type Retained,
  retainedMessage,
} from './retained';
import { type MqttSettings, mqttDefaults } from './settings';

/**
 * The topics of cameras on a broker. Its methods return the messages to publish, in order; retained ones only if they change.
 * Times are in ms, by the clock of the caller.
 */
export interface MqttTopics {
  /** A message of a camera arrived. Its first one returns all counts, zeros included, before anything else. */
  report(camera: string, report: CameraReport, now: number): MqttMessage[];
  /** @param picture JPEG. It is published if the setting `pictures` is on */
  event(event: VisionEvent, picture: Buffer | undefined, now: number): MqttMessage[];
  /** All retained messages of the cameras again: Home Assistant or the broker restarted. */
  resend(): MqttMessage[];
  /** Cameras that sent nothing for `silentSeconds` are offline. */
  silence(now: number): MqttMessage[];
  /** When `silence` has a message next; `undefined`: never. */
  nextSilence(): number | undefined;
  /** Removes all retained messages of a camera, or of all cameras. */
  remove(camera: string | undefined, now: number): MqttMessage[];
  status(): { readonly cameras: number; readonly online: number };
  /** The memory for the next run, if it changed since the last call. */
  changedMemory(): MqttMemory | undefined;
}

/** Beyond, the camera whose last message is oldest becomes offline and is forgotten. */
const MAX_CAMERAS = 64;
/** Labels that have counts of their own, without being listed in the setting. */
const MAX_LABELS = 100;
/** Levels below a camera that are not labels. */
const RESERVED = ['all', 'event', 'picture', 'state'];

interface KnownCamera {
  readonly camera: Camera;
  readonly retained: Retained;
}

/**
 * @param origin the program, for Home Assistant
 * @param now start of the run
 * @param memory of the last run: its cameras go offline if they stay silent, and topics that are no longer used are removed
 */
export function openMqttTopics(
  given: Partial<MqttSettings>,
  origin: Origin,
  now: number,
  memory?: MqttMemory | undefined,
): MqttTopics {
  const settings = { ...mqttDefaults, ...given };
  const silentMs = settings.silentSeconds > 0 ? settings.silentSeconds * 1000 : Number.POSITIVE_INFINITY;
  const cameraNames = openNames(
    { fallback: 'camera' },
    memory?.cameras.map(({ key, name }) => [key, name]),
  );
  const labelNames = openNames(
    { fallback: 'object', reserved: RESERVED, limit: MAX_LABELS + settings.labels.length },
    memory && neededLabels(memory, new Set(settings.labels.map(labelKey))),
  );
  const labels = countedLabels(settings.labels, labelNames);
  const pictures = new Pictures();
  const context: TopicContext = {
    settings,
    labelOf: (key) => labelNames.of(key)!,
    pictureOf: (topic) => pictures.get(topic),
  };
  // In the order of their last messages.
  const known = new Map<string, KnownCamera>(
    memory?.cameras.map((saved) => [saved.key, restoreCamera(saved, labels, now)]),
  );
  let isAvailable = false;
  let isChanged = false;

  function open(key: string, at: number): KnownCamera {
    const camera = openCamera(key, cameraNames.of(key)!, at);
    for (const label of labels.listed) addLabel(camera.view, label);
    return { camera, retained: nothingRetained() };
  }

  /** A message of a camera arrived. */
  function hear(key: string, at: number): KnownCamera {
    const one = known.get(key) ?? open(key, at);
    known.delete(key);
    known.set(key, one);
    Object.assign(one.camera, { presence: 'online', heard: at } satisfies Partial<Camera>);
    return one;
  }

  function forget(key: string): void {
    known.delete(key);
    cameraNames.forget(key);
    isChanged = true;
  }

  /** Forgets the names of labels that no camera has any more. */
  function forgetLabels(): void {
    const needed = new Set([...labels.listed, ...[...known.values()].flatMap(({ camera }) => labelsOf(camera))]);
    for (const [key] of labelNames.entries()) if (!needed.has(key)) labelNames.forget(key);
  }

  /** The changes on the broker for a camera. */
  function publish({ camera, retained }: KnownCamera): MqttMessage[] {
    const states = cameraStates(camera, context);
    const hasSameTopics = hasTopics(retained, states);
    if (!hasSameTopics) isChanged = true;
    const { changed, removed } = changeStates(retained, states);
    const messages = [...changed];
    if (!hasSameTopics || retained.config === undefined) {
      const discovered = settings.discovery ? discoveredCamera(camera, context) : undefined;
      const configs = changeDiscovery(retained, discoveryTopic(camera, settings), discovered, origin);
      if (configs.length > 0) isChanged = true;
      messages.push(...configs);
    }
    messages.push(...removed);
    if (!isAvailable) messages.push(retainedMessage(availableTopic(settings), 'online'));
    isAvailable = true;
    return messages;
  }

  /** A camera beyond the limit becomes offline. */
  function publishExcess(): MqttMessage[] {
    const [oldest] = known.values();
    if (!oldest || known.size <= MAX_CAMERAS) return [];
    oldest.camera.presence = 'offline';
    const messages = publish(oldest);
    forget(oldest.camera.key);
    forgetLabels();
    return messages;
  }

  return {
    report(key, report, at) {
      const one = hear(key, at);
      countReport(one.camera, report, labels, at);
      return [...publish(one), ...publishExcess()];
    },

    event(event, picture, at) {
      const one = hear(event.camera, at);
      const { camera } = one;
      const label = labels.keyOf(event.label);
      if (label !== undefined) addLabel(camera.view, label);
      if (label !== undefined && picture && settings.pictures) {
        camera.pictures.add(label);
        pictures.set(pictureTopic(camera, settings, context.labelOf(label)), picture);
      }
      const message = passingMessage(`${cameraTopic(camera, settings)}/event`, { event_type: event.type, ...event });
      // An automation that the event starts finds its picture.
      return [...publish(one), message, ...publishExcess()];
    },

    resend() {
      isAvailable = false;
      const heard = [...known.values()].filter(({ camera }) => camera.presence !== 'unheard');
      return heard.flatMap((one) => {
        forgetStates(one.retained);
        return publish(one);
      });
    },

    silence(at) {
      const silent = [...known.values()].filter(({ camera }) => isDue(camera) && at >= camera.heard + silentMs);
      return silent.flatMap((one) => {
        one.camera.presence = 'offline';
        return publish(one);
      });
    },

    nextSilence() {
      const due = [...known.values()]
        .filter(({ camera }) => isDue(camera))
        .map(({ camera }) => camera.heard + silentMs);
      const next = Math.min(...due);
      return Number.isFinite(next) ? next : undefined;
    },

    remove(key, at) {
      const removed = key === undefined ? [...known.values()] : [known.get(key) ?? open(key, at)];
      const messages = removed.flatMap(({ camera, retained }) => {
        const states = cameraStates(camera, context);
        const discovery = retained.discovery ?? discoveryTopic(camera, settings);
        for (const topic of states.keys()) pictures.delete(topic);
        forget(camera.key);
        const topics = new Set([discovery, ...retained.states.keys(), ...states.keys()]);
        return [...topics].map((topic) => retainedMessage(topic, ''));
      });
      forgetLabels();
      return messages;
    },

    status() {
      const online = [...known.values()].filter(({ camera }) => camera.presence === 'online');
      return { cameras: known.size, online: online.length };
    },

    changedMemory() {
      if (!isChanged) return undefined;
      isChanged = false;
      const saved = [...known.values()].map(({ camera, retained }) => rememberCamera(camera, retained));
      return { version: 1, labels: labelNames.entries(), cameras: saved };
    },
  };
}

const isDue = ({ presence }: Camera): boolean => presence !== 'offline';
