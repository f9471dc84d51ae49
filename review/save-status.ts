import { byId, counted } from './dom';
import type { Session } from './session';
import { progressText } from './texts';

/** Until the server responds again. */
const RETRY_MS = 3000;

/** Whether the answers are stored, and the progress of the review. */
export function showSaves(session: Session): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  session.changes.on(['saves'], () => {
    const { saves } = session;
    const state = byId('save-state');
    state.className = saves.state;
    if (saves.state === 'saved') state.textContent = 'Saved';
    if (saves.state === 'saving') state.textContent = `Saving ${counted(saves.waiting, 'change')}`;
    if (saves.state === 'failed') state.textContent = `${counted(saves.waiting, 'change')} not saved: ${saves.reason}`;
    byId('retry').hidden = saves.state !== 'failed';
    byId('discard').hidden = saves.state !== 'failed' || saves.isOffline;
    clearTimeout(timer);
    if (saves.state === 'failed' && saves.isOffline) timer = setTimeout(() => session.retry(), RETRY_MS);
  });
  session.changes.on(['progress'], () => {
    const { objects, reviewedObjects } = session.counts;
    byId<HTMLProgressElement>('progress-bar').value = objects === 0 ? 0 : reviewedObjects / objects;
    byId('progress-text').textContent = progressText(session.counts);
  });
}
