import { labelKey } from '../contract';

/** The latest spelling of a label, and the sum of the scores. */
interface Vote {
  readonly key: string;
  readonly label: string;
  readonly weight: number;
}

/** The labels with which an object was detected, each key once. */
export type LabelVotes = readonly Vote[];

/** Labels of which a lane learns speeds and sizes: they may be any words. */
export const MAX_LABELS = 100;

/** Factor by which a detection reduces the weight of earlier ones. */
const KEPT = 0.97;

const noVote: Vote = { key: '', label: '', weight: -1 };

/** The votes after one more detection. */
export function vote(votes: LabelVotes, label: string, score: number): LabelVotes {
  const key = labelKey(label);
  // A score of 0 is a vote, too.
  const added = Math.max(score, 0.001);
  const [only] = votes;
  if (votes.length === 1 && only!.key === key) return [{ key, label, weight: only!.weight * KEPT + added }];
  const next = votes.map((old) =>
    old.key === key
      ? { key, label, weight: old.weight * KEPT + added }
      : { key: old.key, label: old.label, weight: old.weight * KEPT },
  );
  return votes.some((old) => old.key === key) ? next : [...next, { key, label, weight: added }];
}

/** The label with most votes. Of equal ones the first. */
export function elected(votes: LabelVotes): Pick<Vote, 'key' | 'label'> {
  let best = noVote;
  for (const candidate of votes) if (candidate.weight > best.weight) best = candidate;
  return best;
}
