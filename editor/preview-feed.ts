namespace groundedSam {
  /** What is shown under a node. */
  export interface PreviewState {
    readonly row?: PreviewRow;
    /** Why there is no picture. */
    readonly reason: string;
  }

  const PREVIEW_MS = 500;
  /** After an error. */
  const PREVIEW_RETRY_MS = 5000;

  /**
   * Asks for the previews of nodes while they are in view, at most twice a second, in one request. Without nodes in view, or in
   * a hidden browser tab, it asks for nothing.
   * @param inView ids of the nodes whose previews are on and visible; `undefined` if none is on
   */
  export function previewFeed(
    inView: () => readonly string[] | undefined,
    show: (id: string, state: PreviewState) => void,
  ) {
    /** The last row with a picture or a message. */
    const seen = new Map<string, PreviewRow>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isAsking = false;

    function update(row: PreviewRow): void {
      if (row.serial !== undefined) seen.set(row.id, row);
      const last = seen.get(row.id);
      const key = row.isDeployed ? 'waiting' : 'notDeployed';
      show(row.id, { ...(last && { row: last }), reason: last?.message ?? previewText(key) });
    }

    async function ask(ids: readonly string[]): Promise<number> {
      try {
        const nodes = ids.map((id) => ({ id, seen: seen.get(id)?.serial }));
        const { previews } = await postJson<{ readonly previews: readonly PreviewRow[] }>('previews', { nodes });
        previews.forEach(update);
        return PREVIEW_MS;
      } catch (failure) {
        const reason = previewText(requestFailure(failure).isForbidden ? 'permission' : 'offline');
        for (const id of ids) show(id, { reason });
        return PREVIEW_RETRY_MS;
      }
    }

    async function run(): Promise<void> {
      clearTimeout(timer);
      timer = undefined;
      if (isAsking) return;
      const ids = document.hidden ? undefined : inView();
      // The next preview, or the listener below, wakes it.
      if (!ids) return;
      isAsking = true;
      const wait = ids.length > 0 ? await ask(ids) : PREVIEW_MS;
      isAsking = false;
      timer = setTimeout(run, wait);
    }

    document.addEventListener('visibilitychange', () => void run());
    return {
      /** Asks at once. */
      wake: (): void => void run(),
      /** The last known state of a node. */
      stateOf(id: string): PreviewState {
        const row = seen.get(id);
        return { ...(row && { row }), reason: row?.message ?? previewText('waiting') };
      },
      forget: (id: string): void => void seen.delete(id),
    };
  }

  export const previewText = (key: string, values?: object): string =>
    RED._(`@grounded-sam/node-red/editor:preview.${key}`, values);
}
