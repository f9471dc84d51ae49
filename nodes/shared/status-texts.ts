import { type Result, timeText } from '../../src';
import type { StatusText } from './status';

/** The demo models detect drawn shapes only. The status says so before the first message. */
export function idleStatus({ model }: { model?: string }): StatusText | undefined {
  return model === 'demo' ? { key: 'demo' } : undefined;
}

/** The number of detections, and the time. */
export function resultStatus({ detections, model, ms }: Result): StatusText {
  const values = { count: detections.length, time: timeText(ms.total) };
  return { key: model.model === 'demo' ? 'foundByDemo' : 'found', values, brief: 'foundBrief' };
}

/** The number of detections, and that the model does not know all words of the prompt. */
export const unknownWordsStatus = ({ detections }: Result): StatusText => ({
  key: 'foundUnknown',
  values: { count: detections.length },
});

/** The number of images that a node received or added. */
export const imagesStatus = (key: 'received' | 'added', count: number): StatusText =>
  count === 1 ? { key: `${key}One` } : { key, values: { count } };

/** The number of images that a node kept, of all that it received. */
export const keptStatus = ({ kept, skipped }: { readonly kept: number; readonly skipped: number }): StatusText => ({
  key: 'kept',
  values: { kept, count: kept + skipped },
  brief: 'keptBrief',
});

/** The number of objects that were followed, and of those that were lost. */
export const followedStatus = ({
  followed,
  lost,
}: {
  readonly followed: number;
  readonly lost: number;
}): StatusText => ({
  key: lost > 0 ? 'followedAndLost' : 'followed',
  values: { count: followed, lost },
});
