import { keyRows } from '../src/review-page/keys';
import { byId, make } from './dom';

/** Shows the table of keys. */
export function showKeys(): void {
  const table = byId('key-table');
  if (table.childElementCount === 0) {
    table.append(
      ...keyRows.map(({ keys, effect }) => make('tr', {}, make('th', { scope: 'row' }, keys), make('td', {}, effect))),
    );
  }
  byId<HTMLDialogElement>('keys').showModal();
}

/** Asks for a text. Resolves to `undefined` if the user cancels. @param name of the dialog: `label` or `folder` */
export function ask(name: 'label' | 'folder', text: string): Promise<string | undefined> {
  const dialog = byId<HTMLDialogElement>(`${name}-dialog`);
  const field = byId<HTMLInputElement>(`${name}-text`);
  field.value = text;
  dialog.showModal();
  field.select();
  return new Promise((resolve) => {
    const ended = new AbortController();
    const end = (answer?: string): void => {
      ended.abort();
      resolve(answer?.trim() || undefined);
    };
    // The event `close` comes later than the next key.
    const form = dialog.querySelector('form')!;
    form.addEventListener(
      'submit',
      ({ submitter }) => end((submitter as HTMLButtonElement | null)?.value === 'cancel' ? undefined : field.value),
      ended,
    );
    dialog.addEventListener('cancel', () => end(), ended);
  });
}
