namespace groundedSam {
  /** A node in the response of `grounded-sam/previews`. Without `serial`, there is nothing new. */
  export interface PreviewRow {
    readonly id: string;
    readonly isDeployed: boolean;
    readonly serial?: number;
    /** JPEG, base64. */
    readonly data?: string;
    readonly size?: ImageSize;
    readonly camera?: string;
    readonly count?: number;
    readonly message?: string;
  }

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
        const { previews }: { previews: readonly PreviewRow[] } = await $.ajax({
          ...{ url: 'grounded-sam/previews', method: 'POST', contentType: 'application/json', dataType: 'json' },
          data: JSON.stringify({ nodes: ids.map((id) => ({ id, seen: seen.get(id)?.serial })) }),
        });
        previews.forEach(update);
        return PREVIEW_MS;
      } catch (failure) {
        const { status } = failure as JQuery.jqXHR<unknown>;
        const reason = previewText(status === 401 || status === 403 ? 'permission' : 'offline');
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
