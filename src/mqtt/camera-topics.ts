import type { Camera } from './camera';
import { countTopics } from './count-topics';
import type { DiscoveredCamera } from './discovery';
import type { Name } from './names';
import type { State } from './retained';
import type { MqttSettings } from './settings';
import { slugOf } from './slug';

/** Values that the topics of all cameras share. */
export interface TopicContext {
  readonly settings: MqttSettings;
  labelOf(key: string): Name;
  /** The last picture of a topic, if it is kept. */
  pictureOf(topic: string): Buffer | undefined;
}

/** The topic below which all others of a camera are. */
export const cameraTopic = (camera: Camera, { base }: MqttSettings): string => `${base}/${camera.name.slug}`;

export const pictureTopic = (camera: Camera, settings: MqttSettings, label: Name): string =>
  `${cameraTopic(camera, settings)}/${label.slug}/picture`;

/** A topic that is `offline` while the connection to the broker is lost, if the broker has that as last will. */
export const availableTopic = ({ base }: MqttSettings): string => `${base}/available`;

export const discoveryTopic = (camera: Camera, settings: MqttSettings): string =>
  `${settings.prefix}/device/${deviceId(camera, settings)}/config`;

const deviceId = (camera: Camera, { base }: MqttSettings): string => `${slugOf(base)}_${camera.name.slug}`;

/** The retained topics of a camera and their states, in the order in which they are published: counts first. */
export function cameraStates(
  camera: Camera,
  { settings, labelOf, pictureOf }: TopicContext,
): Map<string, State | undefined> {
  const topic = cameraTopic(camera, settings);
  const pictures = settings.pictures
    ? [...camera.pictures].map((key) => pictureTopic(camera, settings, labelOf(key)))
    : [];
  return new Map<string, State | undefined>([
    ...countTopics(camera, labelOf).map(({ path, value }) => [[topic, ...path].join('/'), value] as const),
    [`${topic}/state`, camera.presence === 'online' ? 'online' : 'offline'],
    ...pictures.map((of) => [of, pictureOf(of)] as const),
  ]);
}

/** The properties of a camera that its discovery config has. */
export function discoveredCamera(camera: Camera, { settings, labelOf }: TopicContext): DiscoveredCamera {
  const topic = cameraTopic(camera, settings);
  return {
    id: deviceId(camera, settings),
    title: camera.name.title,
    topic,
    availability: [`${topic}/state`, availableTopic(settings)],
    counts: countTopics(camera, labelOf),
    pictures: settings.pictures ? [...camera.view.labels.keys()].map(labelOf) : [],
  };
}
