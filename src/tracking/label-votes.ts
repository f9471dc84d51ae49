import { labelKey } from '../contract';

/** The latest spelling of a label, and the sum of the scores. */
interface Vote {
  readonly key: string;
  readonly label: string;
  readonly weight: number;
}

/** The labels with which an object was detected, by their key. */
export type LabelVotes = ReadonlyMap<string, Vote>;

/** Labels of which a lane learns speeds and sizes: they may be any words. */
export const MAX_LABELS = 100;

/** Factor by which a detection reduces the weight of earlier ones. */
const KEPT = 0.97;

const noVote: Vote = { key: '', label: '', weight: -1 };

/** The votes after one more detection. */
export function vote(votes: LabelVotes, label: string, score: number): LabelVotes {
  const key = labelKey(label);
  const faded = new Map<string, Vote>();
  for (const old of votes.values()) faded.set(old.key, { key: old.key, label: old.label, weight: old.weight * KEPT });
  // A score of 0 is a vote, too.
  return faded.set(key, { key, label, weight: (faded.get(key)?.weight ?? 0) + Math.max(score, 0.001) });
}

/** The label with most votes. Of equal ones the first. */
export function elected(votes: LabelVotes): Pick<Vote, 'key' | 'label'> {
  let best = noVote;
  for (const candidate of votes.values()) if (candidate.weight > best.weight) best = candidate;
  return best;
}
