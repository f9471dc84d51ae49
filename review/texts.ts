import type { ReviewCounts, ReviewPicture } from '../src/contract/review';
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
