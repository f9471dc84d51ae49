namespace groundedSam {
  /** A picture that a dialog shows, by the URL of an object in the browser. */
  export interface ShownPicture {
    readonly url: string;
    /** Size of the original image, which may be larger. */
    readonly image: ImageSize;
  }

  /** The cameras of a dialog's node, and the picture of one of them. */
  export interface FeedState {
    /** Names of the cameras. A camera without a name has the empty one. */
    readonly lanes: readonly string[];
    /** The chosen camera. */
    readonly lane: string | undefined;
    readonly picture: ShownPicture | undefined;
    /** Why there is no picture. */
    readonly reason: string;
  }

  export interface PictureFeed {
    choose(lane: string): void;
    /** Stops the requests, and revokes the URL of the picture. */
    close(): void;
  }

  /** The response of `grounded-sam/pictures/<node>` and of its `lanes`. */
  interface LaneResponse {
    readonly isArmed: boolean;
    readonly lanes: readonly {
      readonly lane: string;
      readonly serial?: number;
      readonly image?: ImageSize;
      readonly message?: string;
    }[];
  }

  const POLL_MS = 1000;
  /** After an error. */
  const RETRY_MS = 5000;
  /** The node keeps pictures for 60 s after each request. */
  const ARM_MS = 20_000;

  /** Shows the pictures of a deployed node, one a second at most, until it is closed. */
  export function pictureFeed(node: string, show: (state: FeedState) => void): PictureFeed {
    const path = `pictures/${encodeURIComponent(node)}`;
    const url = `grounded-sam/${path}`;
    let state: FeedState = { lanes: [], lane: undefined, picture: undefined, reason: polygonText('waiting') };
    let serial: number | undefined;
    let armed = Number.NEGATIVE_INFINITY;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isClosed = false;

    function update(change: Partial<FeedState>): void {
      const before = state.picture;
      state = { ...state, ...change };
      if (before && before !== state.picture) URL.revokeObjectURL(before.url);
      if (!isClosed) show(state);
    }

    async function lanesOf(): Promise<LaneResponse> {
      if (performance.now() - armed < ARM_MS) {
        const listed: LaneResponse = await $.ajax({ url: `${url}/lanes`, dataType: 'json', cache: false });
        // A redeploy in another window forgets that a dialog is open.
        if (listed.isArmed) return listed;
      }
      const response = await postJson<LaneResponse>(path, {});
      armed = performance.now();
      return response;
    }

    async function poll(): Promise<void> {
      const { lanes } = await lanesOf();
      const names = lanes.map(({ lane }) => lane).sort();
      const lane = state.lane ?? names[0];
      const row = lanes.find((one) => one.lane === lane);
      update({ lanes: names, lane, reason: row?.message ?? polygonText('waiting') });
      if (!row || row.serial === serial) return;
      // The request also tells the node which camera is looked at.
      const blob: Blob | undefined = await $.ajax({
        url,
        data: { lane },
        cache: false,
        xhrFields: { responseType: 'blob' },
      });
      if (!blob || !row.image || lane !== state.lane || isClosed) return;
      serial = row.serial;
      update({ picture: { url: URL.createObjectURL(blob), image: row.image } });
    }

    async function run(): Promise<void> {
      timer = undefined;
      let wait = POLL_MS;
      try {
        await poll();
      } catch (failure) {
        const { status, isForbidden, message } = requestFailure(failure);
        wait = RETRY_MS;
        armed = Number.NEGATIVE_INFINITY;
        const key = isForbidden ? 'permission' : status === 0 ? 'offline' : 'noPicture';
        update({ reason: message ?? polygonText(key) });
      }
      if (!isClosed) timer = setTimeout(run, wait);
    }

    if (RED.user.hasPermission('grounded-sam.write')) void run();
    else update({ reason: polygonText('permission') });

    return {
      choose(lane) {
        serial = undefined;
        update({ lane, picture: undefined, reason: polygonText('waiting') });
        if (timer === undefined) return;
        clearTimeout(timer);
        void run();
      },
      close() {
        isClosed = true;
        clearTimeout(timer);
        update({ picture: undefined });
      },
    };
  }

  export const polygonText = (key: string, values?: object): string =>
    RED._(`@grounded-sam/node-red/editor:polygon.${key}`, values);
}
