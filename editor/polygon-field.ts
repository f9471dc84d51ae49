namespace groundedSam {
  /** The shape that a field edits. */
  export interface EditedShape extends ShownShape {
    /** Other shapes, which it shows. */
    readonly others?: readonly ShownShape[];
    /** The camera on which it is drawn; empty: every camera. */
    readonly camera?: string;
  }

  export interface PolygonField {
    /** Edits another shape, without steps of undo. */
    edit(shape: EditedShape): void;
    /** Shows the same shape with another name, kind or colour, or with other shapes around it. */
    update(shape: Omit<EditedShape, 'points'>): void;
    /** Replaces the corners, which is a step of undo, unless they are equal. */
    replace(points: readonly Point2d[]): void;
    points(): readonly Point2d[];
    /** Shows a field without a shape: nothing can be drawn. */
    clear(others?: readonly ShownShape[]): void;
  }

  interface FieldOptions {
    /** Without, the dialog has a text field of its own. */
    readonly hasText?: boolean;
    /** The corners changed, in shares of the image. */
    onPoints(points: readonly Point2d[]): void;
    /** The user clicked one of the other shapes, by index. */
    onChoose?(index: number): void;
  }

  /**
   * A picture of a node's camera on which a shape is drawn, with its corners as text below. It closes when its container is
   * removed from the page.
   */
  export function polygonField(
    container: JQuery,
    node: string,
    { hasText = true, onPoints, onChoose }: FieldOptions,
  ): PolygonField {
    container.addClass('grounded-sam-polygon');
    const view = pictureView(container, node, (size) => canvas?.resize(size));
    const canvas: PolygonCanvas = polygonCanvas(view.frame, changed, (index) => onChoose?.(index));
    const tools = $('<div class="grounded-sam-polygon-tools"></div>').appendTo(container);
    const button = (key: string, icon: string, work: () => ShapeEdit): JQuery =>
      $('<button type="button" class="red-ui-button red-ui-button-small"></button>')
        .append($('<i></i>').addClass(`fa fa-${icon}`), document.createTextNode(` ${polygonText(key)}`))
        .on('click', () => set(work()))
        .appendTo(tools);
    const undoButton = button('undo', 'undo', () => undo(edit));
    const clearButton = button('redraw', 'pencil', () => replaceCorners(edit, []));
    const removeButton = button('removeCorner', 'minus-circle', () => removeCorner(edit, edit.selected!));
    const hint = $('<span class="grounded-sam-polygon-hint" role="status"></span>').appendTo(tools);
    const text = $<HTMLTextAreaElement>('<textarea rows="2" spellcheck="false"></textarea>')
      .attr({ 'aria-label': polygonText('points'), placeholder: polygonText('paste') })
      .toggle(hasText)
      .appendTo(container);
    const problem = $('<div class="grounded-sam-polygon-problem" role="alert"></div>').appendTo(container);

    let edit = startEdit('zone', []);
    let shape: Omit<EditedShape, 'points'> | undefined;

    function changed(next: ShapeEdit): void {
      const before = edit;
      edit = next;
      show();
      if (next.points !== before.points) onPoints(next.points);
    }

    /** Changes that the canvas did not make. */
    function set(next: ShapeEdit): void {
      if (shape) canvas.show(next, shape, shape.others ?? []);
      changed(next);
    }

    function draw(): void {
      if (shape) canvas.show(edit, shape, shape.others ?? []);
      show();
    }

    /** Everything but the canvas. */
    function show(): void {
      undoButton.prop('disabled', edit.past.length === 0);
      clearButton.prop('disabled', edit.points.length === 0);
      removeButton.prop('disabled', edit.selected === undefined);
      hint.text(hintFor(edit));
      if (document.activeElement !== text[0]) text.val(edit.points.length > 0 ? shapeText(edit.points) : '');
      const isCrossing = !edit.isOpen && shapeProblem(edit.kind, edit.points) === 'crosses';
      problem.text(isCrossing ? polygonText('crosses') : '');
    }

    function readText(value: string): void {
      const points = pointsIn(value, view.image());
      if (points) set(replaceCorners(edit, points));
      else problem.text(polygonText(problemOf(value, view.image())));
    }

    text.on('input', () => readText(String(text.val())));
    text.on('blur', show);
    view.frame.on('paste', ({ originalEvent }) => {
      const { clipboardData } = originalEvent as ClipboardEvent;
      readText(clipboardData?.getData('text') ?? '');
    });
    container.on('remove', view.close);

    return {
      edit({ points, ...next }) {
        shape = next;
        edit = startEdit(next.kind, points);
        if (next.camera) view.choose(next.camera);
        container.removeClass('grounded-sam-polygon-empty');
        draw();
      },
      update(next) {
        shape = next;
        edit = changeKind(edit, next.kind);
        draw();
      },
      replace(points) {
        if (shapeText(points) !== shapeText(edit.points)) set(replaceCorners(edit, points));
      },
      points: () => edit.points,
      clear(others = []) {
        shape = undefined;
        edit = startEdit('zone', []);
        container.addClass('grounded-sam-polygon-empty');
        canvas.show(edit, { name: '', colour: '' }, others);
        show();
      },
    };
  }

  /** Reads corners that a user types or pastes. An empty text has none. `undefined` for all other texts. */
  export const pointsIn = (text: string, image?: ImageSize): readonly Point2d[] | undefined =>
    text.trim() === '' ? [] : (regionFrom(text) ?? zonePointsFrom(text, image));

  /** Why a text has no corners. */
  function problemOf(text: string, image: ImageSize | undefined): string {
    const arePixels = zonePointsFrom(text, { width: 1e9, height: 1e9 }) !== undefined;
    if (!arePixels) return 'notPoints';
    return image ? 'otherPicture' : 'pixels';
  }

  /** The next possible action of the user. */
  function hintFor(edit: ShapeEdit): string {
    const { kind, points, isOpen } = edit;
    if (!isOpen) return polygonText('hint.finished');
    if (points.length === 0) return polygonText(`hint.${kind}`);
    return canFinish(edit)
      ? polygonText(kind === 'zone' ? 'hint.closable' : 'hint.endable')
      : polygonText('hint.more', { count: shapeLimits[kind].least - points.length });
  }

  /** Corners as JSON: `[[0.1,0.2],[0.9,0.2],[0.5,0.8]]`. */
  export const shapeText = (points: readonly Point2d[]): string => JSON.stringify(points);

  /** The colour of the shape with this index: the palette of mask-render. */
  export function shapeColour(index: number): string {
    const colours = paletteColours('default');
    return `rgb(${colours[index % colours.length]!.join()})`;
  }
}
