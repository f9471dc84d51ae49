import { FIRST_CHOSEN_ID, type ReviewOverwrite } from '../../contract/review';
import { invalidInput, VisionError } from '../../errors';
import type { RecordedReview } from '../picture-log';
import type { ObjectPut, PictureChange } from './changes';
import type { NumberedObject, ReviewedObjects } from './reviewed-object';

export interface AppliedChanges extends ReviewedObjects {
  /** Objects that others changed after the revisions on which the changes are based. */
  readonly overwrote: readonly ReviewOverwrite[];
}

/**
 * Applies the changes of one person in their order.
 * @param who and when, ISO 8601
 * @throws VisionError `INVALID_INPUT` for an object that the image does not have, or that cannot be removed
 */
export function applyChanges(
  before: ReviewedObjects,
  changes: readonly PictureChange[],
  who: Pick<RecordedReview, 'by' | 'at'>,
): AppliedChanges {
  return changes.reduce<AppliedChanges>(
    (state, change) => {
      if ('put' in change) return putObject(state, change.put, who);
      if ('remove' in change) return removeObject(state, change.remove, who);
      return confirmImage(state, change.confirm, who);
    },
    { ...before, overwrote: [] },
  );
}

function confirmImage(
  { review: { confirmed, ...review }, ...state }: AppliedChanges,
  isConfirmed: boolean,
  who: Pick<RecordedReview, 'by' | 'at'>,
): AppliedChanges {
  return { ...state, review: isConfirmed ? { ...review, confirmed: who } : review };
}

function putObject(
  state: AppliedChanges,
  { id, revision, object, answer }: ObjectPut,
  who: Pick<RecordedReview, 'by' | 'at'>,
): AppliedChanges {
  const { objects, review, overwrote } = state;
  const changed = { ...object, review: { answer, ...who } };
  const drawn = { ...changed, score: 1, made: 'person' } as const;
  if (id === undefined) {
    const lastId = review.lastId + 1;
    return { objects: [...objects, { ...drawn, id: lastId, revision: 1 }], review: { ...review, lastId }, overwrote };
  }
  const before = objects.find((one) => one.id === id);
  if (before) {
    const { score, made, missed, revision: last } = before;
    const now: NumberedObject = {
      ...{ ...changed, id, score, revision: last + 1 },
      ...(made ? { made } : detectedOf(before, object.label)),
      ...(missed && { missed }),
    };
    return {
      objects: objects.map((one) => (one === before ? now : one)),
      review,
      overwrote: [...overwrote, ...overwritten(before, revision)],
    };
  }
  const gone = review.removed.find((one) => one.id === id);
  if (!gone) {
    if (id >= FIRST_CHOSEN_ID) return { objects: [...objects, { ...drawn, id, revision: 1 }], review, overwrote };
    const advice = 'It may have been annotated again: open it again';
    throw new VisionError('INVALID_INPUT', `The image has no object ${id}. ${advice}`);
  }
  return {
    objects: [...objects, { ...drawn, id, revision: gone.revision + 1 }],
    review: { ...review, removed: review.removed.filter((one) => one !== gone) },
    overwrote: [...overwrote, ...overwritten({ ...gone, review: { ...gone, answer: 'rejected' } }, revision)],
  };
}

function removeObject(
  { objects, review, overwrote }: AppliedChanges,
  { id, revision }: { readonly id: number; readonly revision?: number },
  who: Pick<RecordedReview, 'by' | 'at'>,
): AppliedChanges {
  const before = objects.find((one) => one.id === id);
  // The request may have been sent twice.
  if (!before) return { objects, review, overwrote };
  if (before.made !== 'person') throw invalidInput('remove.id', 'an object that a person drew: reject the others', id);
  return {
    objects: objects.filter((one) => one !== before),
    review: { ...review, removed: [...review.removed, { id, revision: before.revision + 1, ...who }] },
    overwrote: [...overwrote, ...overwritten(before, revision)],
  };
}

/** Kept so that the first label is known, however often it is changed. */
function detectedOf(before: NumberedObject, label: string): Pick<NumberedObject, 'detected'> {
  const detected = before.detected ?? before.label;
  return detected === label ? {} : { detected };
}

function overwritten(
  { id, revision, review }: Pick<NumberedObject, 'id' | 'revision' | 'review'>,
  seen = revision,
): readonly ReviewOverwrite[] {
  if (!review || seen === revision) return [];
  const { by, at, answer } = review;
  return [{ id, by, at, answer }];
}
