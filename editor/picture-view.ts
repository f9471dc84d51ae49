namespace groundedSam {
  export interface PictureView {
    /** The element over the picture, in which shapes are drawn. It always has the shape of the picture. */
    readonly frame: JQuery;
    /** Size of the picture that is shown; `undefined` without a picture. */
    image(): ImageSize | undefined;
    /** Shows another camera. */
    choose(camera: string): void;
    close(): void;
  }

  /** Shape of the field while there is no picture. */
  const EMPTY: ImageSize = { width: 16, height: 9 };

  /**
   * Shows the camera of a node, or a picture file of this machine, which is not sent anywhere. Without a picture, it shows a
   * field with the reason.
   * @param onResize the shape of the picture changed
   */
  export function pictureView(container: JQuery, node: string, onResize: (image: ImageSize) => void): PictureView {
    const bar = $('<div class="grounded-sam-picture-bar"></div>').appendTo(container);
    const camera = $('<select></select>').attr('aria-label', polygonText('camera')).hide().appendTo(bar);
    const file = $<HTMLInputElement>('<input type="file" accept="image/*">').hide().appendTo(bar);
    $('<button type="button" class="red-ui-button red-ui-button-small"></button>')
      .text(polygonText('open'))
      .on('click', () => file.trigger('click'))
      .appendTo(bar);
    const frame = $('<div class="grounded-sam-picture"></div>').appendTo(container);
    const picture = $<HTMLImageElement>('<img alt="" draggable="false">').hide().appendTo(frame);
    const reason = $('<div class="grounded-sam-picture-reason" role="status"></div>').appendTo(frame);

    let opened: { readonly name: string; readonly url: string } | undefined;
    let feedState: FeedState = { lanes: [], lane: undefined, picture: undefined, reason: '' };
    let image: ImageSize | undefined;

    function shapeFrame({ width, height }: ImageSize): void {
      frame.css({ aspectRatio: `${width} / ${height}`, maxWidth: `calc(60vh * ${width / height})` });
    }

    function resize(size: ImageSize | undefined): void {
      image = size;
      shapeFrame(size ?? EMPTY);
      onResize(size ?? EMPTY);
    }

    /** Replaces the file that is shown instead of the camera. */
    function openFile(next: typeof opened): void {
      if (opened) URL.revokeObjectURL(opened.url);
      opened = next;
    }

    function close(): void {
      feed.close();
      openFile(undefined);
    }

    function showSource(url: string | undefined, text: string): void {
      reason.text(text).toggle(url === undefined);
      picture.toggle(url !== undefined);
      if (url === undefined) picture.removeAttr('src');
      else if (picture.attr('src') !== url) picture.attr('src', url);
    }

    function show(): void {
      const { picture: shown, reason: text } = feedState;
      showCameras();
      showSource(opened?.url ?? shown?.url, text);
      if (opened) return;
      const { width, height } = image ?? {};
      if (shown?.image.width !== width || shown?.image.height !== height) resize(shown?.image);
    }

    /** The cameras, and the file after them. The menu is rebuilt only if it changes, so that it can stay open. */
    function showCameras(): void {
      const names = feedState.lanes.map((lane) => lane || polygonText('unnamed'));
      const all = [...names, ...(opened ? [opened.name] : [])];
      if (JSON.stringify(all) !== camera.attr('data-names')) {
        camera.empty().attr('data-names', JSON.stringify(all));
        for (const [index, name] of all.entries()) $('<option>', { value: index }).text(name).appendTo(camera);
      }
      const chosen = opened ? names.length : feedState.lanes.indexOf(feedState.lane ?? '');
      camera.val(String(chosen)).toggle(all.length > 1 || (all.length === 1 && all[0] !== polygonText('unnamed')));
    }

    const feed = pictureFeed(node, (state) => {
      feedState = state;
      show();
    });

    function choose(lane: string): void {
      if (!opened && lane === feedState.lane) return;
      openFile(undefined);
      feed.choose(lane);
    }

    camera.on('change', () => choose(feedState.lanes[Number(camera.val())] ?? ''));
    file.on('change', () => {
      const [chosen] = file[0]!.files ?? [];
      if (!chosen) return;
      openFile({ name: chosen.name, url: URL.createObjectURL(chosen) });
      file.val('');
      show();
    });
    picture.on('load', ({ target }) => {
      if (opened) resize({ width: target.naturalWidth, height: target.naturalHeight });
    });
    picture.on('error', () => {
      if (!opened) return;
      const { name } = opened;
      openFile(undefined);
      showCameras();
      showSource(undefined, polygonText('unreadable', { name }));
    });
    shapeFrame(EMPTY);
    return { frame, image: () => image, choose, close };
  }
}
