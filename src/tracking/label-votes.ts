import { labelKey } from '../contract';

/** The labels with which an object was detected, by their key: the latest spelling, and the sum of the scores. */
export type LabelVotes = ReadonlyMap<string, { readonly label: string; readonly weight: number }>;

/** Factor by which a detection reduces the weight of earlier ones. */
const KEPT = 0.97;

/** The votes after one more detection. */
export function vote(votes: LabelVotes, label: string, score: number): LabelVotes {
  const key = labelKey(label);
  const faded = new Map(
    [...votes].map(([name, { label: text, weight }]) => [name, { label: text, weight: weight * KEPT }]),
  );
  // A score of 0 is a vote, too.
  return faded.set(key, { label, weight: (faded.get(key)?.weight ?? 0) + Math.max(score, 0.001) });
}

/** The label with most votes, and its key. Of equal ones the first. */
export function elected(votes: LabelVotes): { readonly key: string; readonly label: string } {
  let best = { key: '', label: '', weight: -1 };
  for (const [key, { label, weight }] of votes) if (weight > best.weight) best = { key, label, weight };
  return best;
}
