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
  dialog.returnValue = '';
  dialog.showModal();
  field.select();
  return new Promise((resolve) => {
    dialog.addEventListener(
      'close',
      () => {
        const isSet = dialog.returnValue !== '' && dialog.returnValue !== 'cancel';
        resolve(isSet && field.value.trim() !== '' ? field.value.trim() : undefined);
      },
      { once: true },
    );
  });
}
