namespace groundedSam {
  interface FoundObject {
    readonly label: string;
    readonly score?: number;
    /** Pixels of an image of the size `foundOn`. */
    readonly bbox: readonly [number, number, number, number];
    readonly trackId?: number | string;
  }

  /** A zone or line. */
  interface ShownShape {
    readonly name: string;
    readonly kind: 'zone' | 'line';
    /** Shares of the width and height of the image. */
    readonly points: readonly (readonly [number, number])[];
  }

  /** The response of `grounded-sam/previews/<node>`. Empty if the node has no image. */
  interface LargePicture {
    /** JPEG, base64. */
    readonly data?: string;
    readonly size?: ImageSize;
    readonly camera?: string;
    readonly found?: { readonly objects: readonly FoundObject[]; readonly foundOn: ImageSize };
    readonly shapes?: readonly ShownShape[];
  }

  const text = (key: string): string => previewText(`large.${key}`);
  const HIGHLIGHT = 'grounded-sam-object-chosen';

  /** Shows the last image of a node over the editor: boxes, a table of its objects, and zoom. */
  export function openPreviewWindow(node: EditorNode): void {
    const dialog = $<HTMLDialogElement>('<dialog class="grounded-sam-window"></dialog>').appendTo('body');
    const bar = $('<div class="grounded-sam-window-bar"></div>').appendTo(dialog);
    const title = $('<strong></strong>').appendTo(bar);
    const body = $('<div class="grounded-sam-window-body"></div>').appendTo(dialog);
    const picture = zoomedPicture(body);
    const boxes = svgElement('svg', { class: 'grounded-sam-boxes', preserveAspectRatio: 'none' });
    picture.frame.append(boxes);
    const side = $('<div class="grounded-sam-window-side"></div>').appendTo(body);
    const status = $('<div role="status"></div>').appendTo(side);
    const table = $('<table></table>').appendTo(side);

    const isShown = $<HTMLInputElement>('<input type="checkbox" checked>').on('change', () => {
      boxes.style.display = isShown.prop('checked') ? '' : 'none';
    });
    $('<label></label>')
      .append(isShown, document.createTextNode(text('boxes')))
      .appendTo(bar);

    function button(key: string, icon: string, act: () => void): void {
      $('<button type="button" class="red-ui-button red-ui-button-small"></button>')
        .attr({ title: text(key), 'aria-label': text(key) })
        .append($('<i></i>').addClass(`fa fa-${icon}`))
        .on('click', act)
        .appendTo(bar);
    }
    button('zoomOut', 'search-minus', () => picture.zoom(1 / 1.5));
    button('fit', 'arrows-alt', () => picture.zoom(undefined));
    button('zoomIn', 'search-plus', () => picture.zoom(1.5));
    button('refresh', 'refresh', () => void load());
    button('close', 'times', () => dialog[0]!.close());

    function show({ data, size, camera, found, shapes = [] }: LargePicture): void {
      if (data === undefined || !size) return void status.text(text('noImage'));
      title.text([node.name || node.type, camera].filter(Boolean).join(', '));
      picture.show(`data:image/jpeg;base64,${data}`, size);
      const { objects = [], foundOn = size } = found ?? {};
      status.text(objects.length === 0 ? text('none') : '');
      boxes.setAttribute('viewBox', `0 0 ${foundOn.width} ${foundOn.height}`);
      boxes.replaceChildren(...shapes.flatMap((shape, index) => shapeElements(shape, shapeColour(index), foundOn)));
      table.empty();
      if (objects.length > 0) table.append(headerRow());
      const labels = [...new Set(objects.map(({ label }) => label))];
      for (const [index, object] of objects.entries()) {
        const [x, y, width, height] = object.bbox;
        const colour = shapeColour(labels.indexOf(object.label));
        const box = svgElement('rect', { x, y, width, height, stroke: colour });
        const row = objectRow(index, object, colour);
        row.on('mouseenter mouseleave', ({ type }) => box.classList.toggle(HIGHLIGHT, type === 'mouseenter'));
        box.addEventListener('mouseenter', () => row.addClass(HIGHLIGHT));
        box.addEventListener('mouseleave', () => row.removeClass(HIGHLIGHT));
        boxes.append(box);
        table.append(row);
      }
    }

    async function load(): Promise<void> {
      try {
        show(await postJson<LargePicture>(`previews/${encodeURIComponent(node.id)}`, {}));
      } catch (failure) {
        const { isForbidden, message } = requestFailure(failure);
        status.text(message ?? previewText(isForbidden ? 'permission' : 'offline'));
      }
    }

    // The editor has shortcuts for many keys, such as Delete.
    dialog.on('keydown keyup keypress', (event) => event.stopPropagation());
    dialog.on('close', () => dialog.remove());
    title.text(node.name || node.type);
    dialog[0]!.showModal();
    void load();
  }

  /** The outline of a zone or line, and its name at the first corner. */
  function shapeElements({ name, kind, points }: ShownShape, colour: string, of: ImageSize): SVGElement[] {
    const placed = points.map(([x, y]) => [x * of.width, y * of.height] as const);
    const [[x, y]] = placed as [readonly [number, number]];
    const label = svgElement('text', { x, y, dy: '-0.3em', fill: colour, 'font-size': of.width / 40 });
    label.textContent = name;
    return [svgElement(kind === 'zone' ? 'polygon' : 'polyline', { points: placed.join(' '), stroke: colour }), label];
  }

  const headerRow = (): JQuery =>
    $('<tr></tr>').append(...['number', 'label', 'score', 'box'].map((key) => $('<th></th>').text(text(key))));

  function objectRow(index: number, { label, score, bbox, trackId }: FoundObject, colour: string): JQuery {
    const swatch = $('<span class="grounded-sam-swatch"></span>').css('background', colour);
    return $('<tr></tr>').append(
      $('<td></td>').text(trackId ?? index + 1),
      $('<td></td>').append(swatch, document.createTextNode(` ${label}`)),
      $('<td></td>').text(score === undefined ? '' : `${Math.round(score * 100)} %`),
      $('<td></td>').text(bbox.map((side) => Math.round(side)).join(', ')),
    );
  }
}
