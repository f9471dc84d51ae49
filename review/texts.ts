import type { ReviewClass, ReviewCounts, ReviewOverwrite, ReviewPicture } from '../src/contract/review';
import type { Step } from '../src/review-page/step';
import { counted } from './dom';

/** "3 of 10 images, 20 of 45 objects". */
export const progressText = ({ pictures, reviewedPictures, objects, reviewedObjects }: ReviewCounts): string =>
  `${reviewedPictures.toLocaleString('en')} of ${counted(pictures, 'image')}, ${reviewedObjects.toLocaleString('en')} of ${counted(objects, 'object')}`;

/** "3 objects, 1 open". */
export function contentText({ objects, confirmed }: ReviewPicture): string {
  if (objects.length === 0) return confirmed ? 'no objects, confirmed' : 'no objects. Enter confirms it';
  const open = objects.filter(({ review }) => review === undefined).length;
  return `${counted(objects.length, 'object')}, ${open} open`;
}

/** The classes of the server. Those that are known keep their places, and so their numbers. */
export function classesKept(known: readonly ReviewClass[], classes: readonly ReviewClass[]): readonly ReviewClass[] {
  const kept = known.map(({ name }) => classes.find((one) => one.name === name) ?? { name, objects: 0, reviewed: 0 });
  return [...kept, ...classes.filter(({ name }) => !kept.some((one) => one.name === name))];
}

/** Says that a step replaced a change of another person. @param picture after the step */
export function overwriteText({ id, by, at }: ReviewOverwrite, { objects }: ReviewPicture, { isAgain }: Step): string {
  const label = objects.find((object) => object.id === id)?.label ?? 'an object';
  const time = new Date(at).toLocaleTimeString('en');
  const text = `${by} changed "${label}" at ${time}, before your change. Yours is stored.`;
  return isAgain ? text : `${text} Undo brings back the object as you saw it.`;
}
