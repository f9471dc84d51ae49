import type { ReviewObject } from '../src/contract/review';
import type { Actions } from './actions';
import { colourOf, paint } from './class-colours';
import { byId, make, scrollTo } from './dom';
import type { Session } from './session';

/** The objects of the open image, as a list in which several can be selected. */
export function showObjects(session: Session): void {
  const list = byId('objects');
  session.changes.on(['objects', 'selection', 'classes'], () => {
    const { file, split } = session.row ?? {};
    byId('file').textContent = file === undefined ? session.absence : file.replace(/^.*\//, '');
    byId('file').ariaBusy = String(session.isLoading);
    byId('file').title = file === undefined ? '' : `${file}, ${split}`;
    list.replaceChildren(...session.objects.map(row));
    const active = list.querySelector<HTMLElement>('[data-active]');
    if (active) {
      list.setAttribute('aria-activedescendant', active.id);
      scrollTo(list, active);
    } else list.removeAttribute('aria-activedescendant');
  });

  function row(object: ReviewObject): HTMLElement {
    const { id, label, score, review, made } = object;
    const state = review?.answer ?? 'open';
    const swatch = make(
      'span',
      { class: 'swatch', 'aria-hidden': 'true' },
      { open: '', accepted: '✓', rejected: '✗' }[state],
    );
    paint(swatch, colourOf(session.classes, label));
    const item = make(
      'div',
      {
        ...{ class: `object ${state}`, role: 'option', id: `object-${id}` },
        ...{ 'aria-selected': String(session.selection.includes(id)), title: review && `${review.by}, ${review.at}` },
        'data-active': session.selection.at(-1) === id ? '' : undefined,
      },
      swatch,
      make('span', { class: 'name' }, label),
      make('span', { class: 'state' }, `${made ? 'drawn' : score.toFixed(2)}, ${state}`),
    );
    item.addEventListener('click', (event) => {
      const isAdded = event.shiftKey || event.ctrlKey || event.metaKey;
      session.select(isAdded ? [...session.selection.filter((other) => other !== id), id] : [id]);
    });
    return item;
  }
}

/** The classes with the numbers that relabel. */
export function showClasses(session: Session, actions: Actions): void {
  session.changes.on(['classes'], () => {
    byId('classes').replaceChildren(
      ...session.classes.map(({ name, objects, reviewed }, index) => {
        const swatch = make('kbd', { class: 'swatch' }, index < 9 ? String(index + 1) : '');
        paint(swatch, colourOf(session.classes, name));
        const button = make(
          'button',
          { type: 'button', class: 'class', title: `Relabel the selected objects as ${name}` },
          swatch,
          make('span', { class: 'name' }, name),
          make('span', { class: 'state' }, `${reviewed} of ${objects}`),
        );
        button.addEventListener('click', () => actions.relabel(name));
        return button;
      }),
    );
    byId('label-list').replaceChildren(...session.classes.map(({ name }) => make('option', { value: name })));
  });
  session.changes.on(['classes', 'objects'], () => {
    byId('new-label').textContent = `New objects: ${actions.labelOfNew()}`;
  });
}
