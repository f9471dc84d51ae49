import { trackEventTypes, zoneEventTypes } from '../contract';
import type { CountTopic } from './count-topics';
import type { Name } from './names';

/** The program that Home Assistant shows as the source of its entities. */
export interface Origin {
  readonly name: string;
  readonly sw: string;
  readonly url: string;
}

/** The kind of an entity. */
export type Platform = 'sensor' | 'binary_sensor' | 'event' | 'image';

export interface Component {
  readonly p: Platform;
  readonly [option: string]: unknown;
}

/** The components of a device by id. */
export type Components = Readonly<Record<string, Component>>;

interface DiscoveryConfig {
  readonly cmps: Components;
  readonly [option: string]: unknown;
}

/** One camera, as its discovery config describes it. */
export interface DiscoveredCamera {
  /** Unique among all devices of Home Assistant. */
  readonly id: string;
  readonly title: string;
  /** The topic below which all others of the camera are. */
  readonly topic: string;
  /** Complete topics. All of them must have the payload `online`. */
  readonly availability: readonly string[];
  readonly counts: readonly CountTopic[];
  /** Labels that have pictures. */
  readonly pictures: readonly Name[];
}

/** Occupied while the count is above 0. */
const OCCUPANCY = "{{ 'ON' if value | int(0) > 0 else 'OFF' }}";

/**
 * The config of a device for Home Assistant's MQTT discovery, with its abbreviations. Source: the schemas of
 * `homeassistant/components/mqtt`, 2025.4.
 */
export function discoveryConfig(
  { id, title, availability }: DiscoveredCamera,
  components: Components,
  origin: Origin,
): DiscoveryConfig {
  const device = { ids: [id], name: title, mf: 'Grounded SAM for Node-RED', mdl: 'vision-mqtt', sw: origin.sw };
  const avty = availability.map((topic) => ({ t: topic }));
  return { dev: device, o: origin, avty, avty_mode: 'all', cmps: components };
}

/** The same config, with components to remove: these have only their platform. */
export const withRemoved = (
  config: DiscoveryConfig,
  removed: readonly (readonly [id: string, p: Platform])[],
): object => ({
  ...config,
  cmps: { ...config.cmps, ...Object.fromEntries(removed.map(([id, p]) => [id, { p }])) },
});

/** The entities of a camera. */
export function componentsOf({ id, topic, counts, pictures }: DiscoveredCamera): Components {
  // A full stop is in no slug, so ids differ.
  const component = (path: readonly string[], p: Platform, name: string, options: object) => {
    const componentId = path.join('.');
    return [componentId, { p, name, uniq_id: `${id}.${componentId}`, ...options }] as const;
  };
  return Object.fromEntries([
    ...counts.flatMap(({ path, title, kind }) => {
      const state = { stat_t: [topic, ...path].join('/') };
      if (kind === 'crossings') return [component(path, 'sensor', title, { ...state, stat_cla: 'total_increasing' })];
      return [
        component([...path, 'count'], 'sensor', `${title} count`, { ...state, stat_cla: 'measurement' }),
        component([...path, 'occupancy'], 'binary_sensor', `${title} occupancy`, {
          ...state,
          dev_cla: 'occupancy',
          val_tpl: OCCUPANCY,
        }),
      ];
    }),
    component(['event'], 'event', 'event', {
      stat_t: `${topic}/event`,
      evt_typ: [...trackEventTypes, ...zoneEventTypes],
    }),
    ...pictures.map(({ slug, title }) =>
      component([slug, 'picture'], 'image', `${title} picture`, {
        img_t: `${topic}/${slug}/picture`,
        cont_type: 'image/jpeg',
      }),
    ),
  ]);
}
