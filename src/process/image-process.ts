import { answerCalls } from '../calls/answer';
import type { Handlers } from '../calls/api';
import { processPort } from '../calls/ports';
import { ChildCalls, type ChildSettings } from './child-calls';
import { endWithParent } from './end-with-parent';
import { checkedUpTo, MAX_TIMER_MS } from './timer';

/** A call that takes longer has met an image that stops a decoder, or one that is too large for the machine. */
const TIMEOUT_MS = 60_000;
/** A process uses about 60 MB, and starts in a fraction of a second. */
const IDLE_MS = 10 * 60_000;

/** The calls to a process that decodes images. It may die of them: native code decodes images from anywhere. */
export const imageProcess = <Api>(
  settings: Pick<ChildSettings<Api>, 'file' | 'name' | 'beforeIdleEnd'>,
): ChildCalls<Api> =>
  new ChildCalls({
    ...settings,
    problem: `The ${settings.name} gave no result`,
    remedy: 'The image may be damaged, or too large for this machine',
    isPatient: true,
    idleMs: IDLE_MS,
  });

/**
 * The time limit of a call to such a process in milliseconds, by default 60000; 0 = no limit.
 * @throws VisionError `INVALID_INPUT`
 */
export const imageTimeout = (timeoutMs = TIMEOUT_MS): number => checkedUpTo('timeoutMs', timeoutMs, MAX_TIMER_MS);

/** To be called by the file of such a process. */
export function answerParent<Api>(handlers: Handlers<Api>): void {
  endWithParent();
  answerCalls<Api>(processPort(process), handlers);
}
