import { type Bbox, labelKey } from '../contract';
import type { RelatedBox } from './relation';
import type { RelationRow } from './relation-row';

/** An object that is present, with or without an identity. */
interface Present {
  readonly label: string;
  readonly bbox: Bbox;
  readonly trackId?: number | string | undefined;
}

/** Finds the present objects of the other kind of a relation. Nothing is computed before it is asked for. */
export function relatedAmong(present: () => readonly Present[]): (row: RelationRow) => readonly RelatedBox[] {
  let keyed: (RelatedBox & { readonly key: string })[] | undefined;
  const byRow = new Map<RelationRow, readonly RelatedBox[]>();
  return (row) => {
    keyed ??= present().map(({ label, bbox, trackId }) => ({ key: labelKey(label), bbox, trackId }));
    const related = byRow.get(row) ?? keyed.filter(({ key }) => row.other.has(key));
    byRow.set(row, related);
    return related;
  };
}
