import type { Camera, Place } from './camera';
import type { Name } from './names';

/** One count, and its topic. */
export interface CountTopic {
  /** Levels of the topic below that of the camera. */
  readonly path: readonly string[];
  /** For people. */
  readonly title: string;
  /** `objects` are there now, `crossings` are a total. */
  readonly kind: 'objects' | 'crossings';
  /** Absent: it stays as it is on the broker. */
  readonly value: number | undefined;
}

/** All counts of a camera: its own, then those of its zones and lines. */
export function countTopics(camera: Camera, labelOf: (key: string) => Name): CountTopic[] {
  return [
    ...[camera.view, ...camera.zones.values()].flatMap((place) => objectTopics(place, labelOf)),
    ...[...camera.lines.values()].flatMap(({ line, sight: _, ...crossings }) =>
      (['in', 'out'] as const).map((direction) => ({
        path: [line.slug, direction],
        title: `${line.title} ${direction}`,
        kind: 'crossings' as const,
        value: crossings[direction],
      })),
    ),
  ];
}

function objectTopics({ zone, count, labels }: Place, labelOf: (key: string) => Name): CountTopic[] {
  const counts: [Name, number][] = [...labels].map(([key, value]) => [labelOf(key), value]);
  return [...counts, [{ slug: 'all', title: 'all' }, count] as const].map(([label, value]) => ({
    path: [...(zone ? [zone.slug] : []), label.slug],
    title: [...(zone ? [zone.title] : []), label.title].join(' '),
    kind: 'objects',
    value,
  }));
}
