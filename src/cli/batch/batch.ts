import { messageOf } from '../../index';
import { counted } from '../counted';
import type { InputFile } from '../input-files';
import { type Failure, failureSummary } from './failures';
import { inOrder } from './in-order';
import type { Screen } from './screen';

/** Images, and how each is processed. */
export interface Batch<P extends InputFile, R> {
  readonly pictures: readonly P[];
  /** Images that are processed at the same time. */
  readonly concurrency: number;
  /** Ends the batch. Unfinished images are not reported as failed. */
  readonly signal: AbortSignal;
  work(picture: P): Promise<R>;
  /** Called for one result at a time, in the order of `pictures`. */
  finish(result: R, picture: P): void | Promise<void>;
}

/** The speed is the mean of this many images. */
const RECENT = 20;

/**
 * Processes all images, shows progress, and reports failures. One that fails does not stop the others.
 * @returns the exit status: 1 if an image failed
 */
export async function runBatch<P extends InputFile, R>(
  { pictures, work, finish, ...how }: Batch<P, R>,
  screen: Screen,
): Promise<number> {
  const total = pictures.length;
  const failures: Failure[] = [];
  const recent = [performance.now()];
  let done = 0;
  for await (const { item, result } of inOrder(pictures, how, work)) {
    try {
      if (result.status === 'rejected') throw result.reason;
      await finish(result.value, item);
    } catch (error) {
      if (how.signal.aborted && error === how.signal.reason) continue;
      failures.push({ name: item.path, reason: messageOf(error) });
      screen.remark(`grounded-sam: ${item.path}: ${messageOf(error)}`);
    }
    done++;
    const now = performance.now();
    const msPerPicture = (now - recent[0]!) / recent.length;
    if (recent.push(now) > RECENT) recent.shift();
    if (total > 1) screen.progress({ done, failed: failures.length, total, msPerPicture });
  }
  screen.end();
  if (done < total) screen.remark(`Interrupted after ${done} of ${counted(total, 'image')}`);
  if (total > 1 && failures.length > 0) screen.remark(failureSummary(failures, total));
  return failures.length === 0 ? 0 : 1;
}
