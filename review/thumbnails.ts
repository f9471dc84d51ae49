import type { ReviewPictureRow } from '../src/contract/review';
import { api } from './api';
import { byId, counted, make, scrollTo } from './dom';
import type { Session } from './session';

/** Thumbnails in the page at once: the page has the same size for a long dataset. */
const SHOWN = 40;
/** In pixels; twice the width in the page, for fine screens. */
const SIDE = 208;
/** At once. More would delay the image that the user opens. */
const REQUESTS = 2;

/** The list of images. It shows the part in which the open image is. */
export function showThumbnails(session: Session): void {
  const list = byId('thumbnails');
  let first = -1;
  let urls = new Map<string, string>();
  let generation = 0;

  session.changes.on(['list'], () => {
    const { rows } = session.list;
    const place = Math.max(session.index, 0);
    const from = Math.floor(place / SHOWN) * SHOWN;
    const part = rows.slice(from, from + SHOWN);
    if (from !== first || list.childElementCount !== part.length || list.dataset.first !== part[0]?.hash)
      rebuild(from, part);
    part.forEach((row, at) => {
      describe(list.children[at] as HTMLElement, row, from + at === session.index);
    });
    byId('list-text').textContent = `${place + (rows.length > 0 ? 1 : 0)} of ${counted(session.total, 'image')}`;
    const current = list.children[place - from];
    if (current) {
      list.setAttribute('aria-activedescendant', current.id);
      scrollTo(list, current as HTMLElement);
    }
  });

  function rebuild(from: number, part: readonly ReviewPictureRow[]): void {
    first = from;
    generation++;
    const before = urls;
    urls = new Map();
    list.dataset.first = part[0]?.hash ?? '';
    list.replaceChildren(
      ...part.map(({ hash }, at) => {
        const image = make('img', { alt: '' });
        const url = before.get(hash);
        if (url !== undefined) {
          image.src = url;
          urls.set(hash, url);
        }
        const item = make('div', { class: 'thumbnail', role: 'option', id: `image-${at}` }, image, make('span'));
        item.addEventListener(
          'click',
          () => void session.openAt(from + at).catch((error: Error) => session.tell(error.message, true)),
        );
        return item;
      }),
    );
    for (const [hash, url] of before) if (!urls.has(hash)) URL.revokeObjectURL(url);
    const missing = part.map((row, at) => ({ hash: row.hash, at })).filter(({ hash }) => !urls.has(hash));
    for (let worker = 0; worker < REQUESTS; worker++) void loadAll(missing, generation);
  }

  /** Loads thumbnails until none is missing. Several calls share the list. */
  async function loadAll(missing: { hash: string; at: number }[], of: number): Promise<void> {
    for (let next = missing.shift(); next !== undefined; next = missing.shift()) {
      const blob = await api.image(session.dataset.id, next.hash, SIDE).catch(() => undefined);
      if (of !== generation || session.hasEnded) return;
      if (blob === undefined) continue;
      const url = URL.createObjectURL(blob);
      urls.set(next.hash, url);
      (list.children[next.at]?.firstElementChild as HTMLImageElement).src = url;
    }
  }
}

function describe(
  item: HTMLElement,
  { file, objects, unreviewed, isReviewed, lowest }: ReviewPictureRow,
  isCurrent: boolean,
): void {
  const name = file.replace(/^.*\//, '');
  const open = objects === 0 ? 'no objects' : `${unreviewed} open, ${lowest?.toFixed(2) ?? ''}`;
  const state = isReviewed ? `✓ ${objects}` : open;
  item.classList.toggle('reviewed', isReviewed);
  item.setAttribute('aria-selected', String(isCurrent));
  item.setAttribute(
    'aria-label',
    isReviewed
      ? `${name}, reviewed`
      : `${name}, ${objects === 0 ? 'no objects, not reviewed' : `${unreviewed} of ${counted(objects, 'object')} open`}`,
  );
  item.title = name;
  item.lastElementChild!.textContent = state;
}
