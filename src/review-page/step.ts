import type { ReviewChange, ReviewObject, ReviewPicture } from '../contract/review';

/** An object before and after a step of the user. `undefined`: it is not there. */
export interface ObjectChange {
  readonly before: ReviewObject | undefined;
  readonly after: ReviewObject | undefined;
}

/** One action of the user on one image. It is stored and undone as a unit. */
export interface Step {
  /** Id of the dataset. */
  readonly dataset: string;
  readonly hash: string;
  /** For the user: "Accepted cat". */
  readonly text: string;
  readonly objects: readonly ObjectChange[];
  /** The answer that the image has no objects, before and after. Absent: the step does not change it. */
  readonly confirmed?: { readonly before: Confirmed; readonly after: Confirmed };
  /** Whether it is undone or done again. */
  readonly isAgain?: true;
}

type Confirmed = ReviewPicture['confirmed'] | undefined;

/** The step that takes a step back. */
export const inverse = (step: Step): Step => ({
  ...step,
  isAgain: true,
  text: `Undone: ${step.text}`,
  objects: step.objects.map(({ before, after }) => ({ before: after, after: before })),
  ...(step.confirmed && { confirmed: { before: step.confirmed.after, after: step.confirmed.before } }),
});

/** An image after a step. New objects are last. */
export function applied(picture: ReviewPicture, step: Step): ReviewPicture {
  const objects = appliedTo(picture.objects, step);
  if (step.confirmed === undefined) return { ...picture, objects };
  const { confirmed, ...rest } = picture;
  const { after } = step.confirmed;
  return { ...rest, objects, ...(after && { confirmed: after }) };
}

function appliedTo(objects: readonly ReviewObject[], step: Step): ReviewObject[] {
  const changed = new Map(step.objects.map((one) => [(one.after ?? one.before)!.id, one.after]));
  const kept = objects.flatMap((object) => {
    if (!changed.has(object.id)) return [object];
    const after = changed.get(object.id);
    changed.delete(object.id);
    return after === undefined ? [] : [after];
  });
  return [...kept, ...[...changed.values()].filter((object) => object !== undefined)];
}

/**
 * A step as the server stores it.
 * @param revisionOf the last revision of an object that the server sent; `undefined` for an object that it does not have yet
 */
export function changesOf(step: Step, revisionOf: (id: number) => number | undefined): ReviewChange[] {
  const ofObjects = step.objects.map(({ before, after }): ReviewChange => {
    const { id } = (after ?? before)!;
    const revision = revisionOf(id);
    const known = revision === undefined ? { id } : { id, revision };
    if (after === undefined) return { remove: known };
    const { label, bbox, rle, review } = after;
    return { put: { ...known, label, bbox, ...(rle === undefined ? {} : { rle }), answer: review?.answer ?? null } };
  });
  return step.confirmed ? [...ofObjects, { confirm: step.confirmed.after !== undefined }] : ofObjects;
}
