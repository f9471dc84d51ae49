import { addLabel, type Camera, type CountedLabels, openCamera, openPlace, seenAt } from './camera';
import type { Platform } from './discovery';
import type { Name } from './names';
import type { Retained } from './retained';

type Entries<Value> = readonly (readonly [key: string, value: Value])[];

/** The names and topics that a run leaves on the broker, as JSON. The next run corrects and removes them. */
export interface MqttMemory {
  readonly version: 1;
  readonly labels: Entries<Name>;
  readonly cameras: readonly CameraMemory[];
}

/** One camera. Labels are keys. */
export interface CameraMemory {
  readonly key: string;
  readonly name: Name;
  readonly areas: Entries<Name>;
  readonly labels: readonly string[];
  /** The labels of each zone. */
  readonly zones: Entries<readonly string[]>;
  readonly lines: readonly string[];
  readonly pictures: readonly string[];
  /** All retained topics but that of discovery. */
  readonly topics: readonly string[];
  readonly discovery?: string | undefined;
  readonly components: Entries<Platform>;
}

/**
 * The names of labels that the next run needs: those that a camera has, or that are listed. Others would count as labels.
 * @param listed keys; empty: all labels
 */
export function neededLabels({ labels, cameras }: MqttMemory, listed: ReadonlySet<string>): Entries<Name> {
  const ofCameras = new Set(
    cameras.flatMap((one) => [...one.labels, ...one.zones.flatMap(([, keys]) => keys), ...one.pictures]),
  );
  return labels.filter(([key]) => (listed.size > 0 ? listed : ofCameras).has(key));
}

/** A memory as a context store returns it. `undefined` for any other value or version. */
export const savedMemory = (saved: unknown): MqttMemory | undefined =>
  (saved as Partial<MqttMemory> | null | undefined)?.version === 1 ? (saved as MqttMemory) : undefined;

export const rememberCamera = (camera: Camera, { states, discovery, components }: Retained): CameraMemory => ({
  key: camera.key,
  name: camera.name,
  areas: camera.areas.entries(),
  labels: [...camera.view.labels.keys()],
  zones: [...camera.zones].map(([zone, { labels }]) => [zone, [...labels.keys()]]),
  lines: [...camera.lines.keys()],
  pictures: [...camera.pictures],
  topics: [...states.keys()],
  discovery,
  components: [...components],
});

/**
 * A camera of an earlier run, with counts of 0. The totals of its lines stay as they are on the broker. Labels that no longer have
 * counts of their own are left out.
 */
export function restoreCamera(
  saved: CameraMemory,
  labels: CountedLabels,
  now: number,
): { readonly camera: Camera; readonly retained: Retained } {
  const areas = new Set([...saved.zones.map(([zone]) => zone), ...saved.lines]);
  const camera = openCamera(
    ...([saved.key, saved.name, now] as const),
    saved.areas.filter(([area]) => areas.has(area)),
  );
  for (const label of [...labels.listed, ...saved.labels.filter(labels.has)]) addLabel(camera.view, label);
  for (const [zone, keys] of saved.zones) {
    const place = openPlace(camera.areas.of(zone), now);
    for (const label of keys.filter(labels.has)) addLabel(place, label);
    camera.zones.set(zone, place);
  }
  for (const line of saved.lines) camera.lines.set(line, { line: camera.areas.of(line)!, sight: seenAt(now) });
  for (const label of saved.pictures.filter(labels.has)) camera.pictures.add(label);
  const states = new Map(saved.topics.map((topic) => [topic, undefined]));
  return { camera, retained: { states, discovery: saved.discovery, components: new Map(saved.components) } };
}
