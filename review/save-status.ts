import { byId, counted } from './dom';
import type { Session } from './session';
import { progressText } from './texts';

/** Until a change that the server could not store is sent again. */
const RETRY_MS = 3000;

/** Whether the answers are stored, and the progress of the review. */
export function showSaves(session: Session): void {
  let isRetryDue = false;
  session.changes.on(['saves'], () => {
    const { saves } = session;
    const state = byId('save-state');
    state.className = saves.state;
    if (saves.state === 'saved') state.textContent = 'Saved';
    if (saves.state === 'saving') state.textContent = `Saving ${counted(saves.waiting, 'change')}`;
    if (saves.state === 'failed') state.textContent = `${counted(saves.waiting, 'change')} not saved: ${saves.reason}`;
    byId('retry').hidden = saves.state !== 'failed';
    byId('discard').hidden = saves.state !== 'failed' || saves.failure === 'offline';
    // Changes that are made meanwhile do not put it off.
    if (isRetryDue || saves.state !== 'failed' || saves.failure === 'refused') return;
    isRetryDue = true;
    setTimeout(retry, RETRY_MS);
  });

  session.changes.on(['progress'], () => {
    const { objects, reviewedObjects } = session.counts;
    byId<HTMLProgressElement>('progress-bar').value = objects === 0 ? 0 : reviewedObjects / objects;
    byId('progress-text').textContent = progressText(session.counts);
  });

  function retry(): void {
    isRetryDue = false;
    if (session.saves.state === 'failed' && session.saves.failure !== 'refused') session.retry();
  }
}
