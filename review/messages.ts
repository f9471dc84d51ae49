import { byId, make } from './dom';

/** Errors in the page at once. */
const MOST = 3;

/** Tells the user what happened. An error stays until it is closed. */
export function tell(text: string, isError = false): void {
  byId('told').textContent = text;
  if (!isError) return;
  const errors = byId('errors');
  for (const other of [...errors.children]) if (other.firstElementChild?.textContent === text) other.remove();
  const close = make('button', { type: 'button', 'aria-label': 'Close this message' }, '✕');
  const message = make('p', {}, make('span', {}, text), close);
  close.addEventListener('click', () => message.remove());
  errors.append(message);
  while (errors.childElementCount > MOST) errors.firstElementChild!.remove();
}
