import { slugOf } from './slug';

/** How a camera, label, zone or line is named. */
export interface Name {
  /** Its level of topics. */
  readonly slug: string;
  /** As people typed it. */
  readonly title: string;
}

/** The names of one kind, with slugs that differ. */
export interface Names {
  /** The name of a key, which gets a slug at its first use: `gate`, `gate_2`, ... `undefined` if there are too many names. */
  of(key: string, title?: string): Name | undefined;
  forget(key: string): void;
  entries(): [key: string, name: Name][];
}

interface NamesOptions {
  /** The slug of a name without letters and digits. */
  readonly fallback: string;
  /** Slugs that no name gets. */
  readonly reserved?: readonly string[];
  readonly limit?: number;
}

/**
 * @param saved entries of names of an earlier run, which keep their slugs
 */
export function openNames(
  { fallback, reserved = [], limit = Number.POSITIVE_INFINITY }: NamesOptions,
  saved: readonly (readonly [string, Name])[] = [],
): Names {
  const names = new Map<string, Name>(saved);
  const taken = new Set([...reserved, ...[...names.values()].map(({ slug }) => slug)]);

  return {
    of(key, title = key) {
      const known = names.get(key);
      if (known || names.size >= limit) return known;
      const slug = freeSlug(slugOf(title) || fallback, taken);
      const name = { slug, title: title.trim() || fallback };
      taken.add(slug);
      names.set(key, name);
      return name;
    },
    forget(key) {
      taken.delete(names.get(key)?.slug ?? '');
      names.delete(key);
    },
    entries: () => [...names],
  };
}

function freeSlug(slug: string, taken: ReadonlySet<string>): string {
  let free = slug;
  for (let number = 2; taken.has(free); number++) free = `${slug}_${number}`;
  return free;
}
