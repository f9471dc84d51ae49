/**
 * An item is sent this many milliseconds after it arrived, so that of several items that waited for this process only the newest
 * one is sent.
 */
const SETTLE_MS = 20;

/** The newest item that was not sent, and when the last one was. Times in milliseconds. */
export interface Limited<Item> {
  readonly newest?: { readonly item: Item; readonly dueAt: number; readonly isDeferred?: boolean };
  readonly lastSent?: number;
}

/** An item arrived: it replaces the one that waits, and is due when that one was. */
export function arrived<Item>(
  { newest, lastSent = Number.NEGATIVE_INFINITY }: Limited<Item>,
  item: Item,
  now: number,
  intervalMs: number,
): Limited<Item> & Required<Pick<Limited<Item>, 'newest'>> {
  const dueAt = newest?.dueAt ?? Math.max(now + SETTLE_MS, lastSent + intervalMs);
  return { lastSent, newest: { ...newest, item, dueAt } };
}

/**
 * The state to wait with, if the item should be sent but its time passed long ago: this process was blocked, and newer items may
 * wait to be read. Once per item.
 */
export function deferred<Item>({ newest, ...state }: Limited<Item>, now: number): Limited<Item> | undefined {
  if (!newest || newest.isDeferred || now - newest.dueAt < SETTLE_MS) return undefined;
  return { ...state, newest: { ...newest, dueAt: now + SETTLE_MS, isDeferred: true } };
}

/** Sends the newest of the items that are pushed, at most every `intervalMs`. Items that another one replaces are never sent. */
export function limitedTo<Item>(intervalMs: number, send: (item: Item) => void) {
  let state: Limited<Item> = {};
  let timer: NodeJS.Timeout | undefined;

  function sendNewest(): void {
    const later = deferred(state, performance.now());
    if (later) {
      state = later;
      timer = setTimeout(sendNewest, SETTLE_MS);
      return;
    }
    const { newest } = state;
    state = { lastSent: performance.now() };
    timer = undefined;
    if (newest) send(newest.item);
  }

  return {
    push(item: Item): void {
      const now = performance.now();
      const next = arrived(state, item, now, intervalMs);
      state = next;
      timer ??= setTimeout(sendNewest, next.newest.dueAt - now);
    },
    stop(): void {
      clearTimeout(timer);
    },
  };
}
