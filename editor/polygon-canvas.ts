namespace groundedSam {
  export interface PolygonCanvas {
    /** Shows a drawing for editing, and other shapes below it. */
    show(edit: ShapeEdit, active: Pick<ShownShape, 'name' | 'colour'>, others: readonly ShownShape[]): void;
    /** Adjusts arrows to the shape of the picture. */
    resize(size: ScreenSize): void;
  }

  /**
   * Draws over a picture with a pointer or the keyboard. Shows nothing new by itself: the caller calls `show` with the edit.
   * @param onEdit the user changed the drawing
   * @param onChoose the user clicked one of the other shapes, by index
   */
  export function polygonCanvas(
    frame: JQuery,
    onEdit: (edit: ShapeEdit) => void,
    onChoose: (index: number) => void,
  ): PolygonCanvas {
    const shapes = svgElement('g', {});
    const dots = svgElement('g', { class: 'grounded-sam-dots' });
    const corners = svgElement('g', {});
    const crossLines = svgElement('path', { d: 'M-14 0H14M0 -14V14', class: 'grounded-sam-cross' });
    const cross = svgAt([0.5, 0.5], { class: 'grounded-sam-cross-group' }, [crossLines]);
    const svg = svgElement('svg', { class: 'grounded-sam-canvas', tabindex: 0, role: 'application' }, [
      ...[shapes, dots, corners, cross],
    ]);
    svg.setAttribute('aria-label', polygonText('canvas'));
    frame.append(svg as unknown as HTMLElement);

    let edit = startEdit('zone', []);
    let active: Pick<ShownShape, 'name' | 'colour'> = { name: '', colour: '' };
    let others: readonly ShownShape[] = [];
    let aspect: ScreenSize = { width: 16, height: 9 };
    let drag: Drag | undefined;
    /** The edit before the last press. */
    let before: ShapeEdit | undefined;
    /** Pressed pointers, by id: fingers, or the mouse. */
    const down = new Set<number>();
    let at: Point2d = [0.5, 0.5];
    /** Where the next corner of an unfinished drawing would be. */
    let tip: Point2d | undefined;

    const sizeOnScreen = (): ScreenSize => svg.getBoundingClientRect();
    function positionOf({ clientX, clientY }: MouseEvent): Point2d {
      const { left, top, width, height } = svg.getBoundingClientRect();
      return [(clientX - left) / width, (clientY - top) / height];
    }
    const focusedCorner = (): number | undefined => {
      const index = [...corners.children].indexOf(document.activeElement!);
      return index < 0 ? undefined : index;
    };
    const focusOn = (corner: number | undefined): void =>
      ((corner === undefined ? undefined : (corners.children[corner] as SVGElement | undefined)) ?? svg).focus({
        preventScroll: true,
      });

    function render(): void {
      const { kind, points, isOpen } = edit;
      const shape: ShownShape = { ...active, kind, points };
      const below = others.flatMap((other) => shapeElements(other, false, aspect));
      const line = isOpen && tip && points.length > 0 ? tipElements(points.at(-1)!, tip, active.colour) : [];
      shapes.replaceChildren(
        svgElement('g', { class: 'grounded-sam-others' }, below),
        ...shapeElements(shape, isOpen, aspect),
        ...line,
      );
      const isFullNow = isFull(edit);
      dots.replaceChildren(
        ...(isFullNow ? [] : dotsOf(edit)).map((dot) =>
          svgAt(dot, {}, [svgElement('circle', { r: 4, stroke: active.colour })]),
        ),
      );
      renderCorners();
      placeAt(cross, at);
      svg.classList.toggle('grounded-sam-open', isOpen && !isFullNow);
    }

    /** Elements of corners stay, so that they keep the focus. */
    function renderCorners(): void {
      const { points } = edit;
      while (corners.children.length > points.length) corners.lastElementChild!.remove();
      while (corners.children.length < points.length) {
        const circles = [svgElement('circle', { r: 11, class: 'grounded-sam-halo' }), svgElement('circle', { r: 6 })];
        corners.append(svgAt([0, 0], { class: 'grounded-sam-corner', tabindex: '0', role: 'button' }, circles));
      }
      for (const [index, point] of points.entries()) {
        const corner = corners.children[index] as SVGSVGElement;
        placeAt(corner, point);
        corner.classList.toggle('grounded-sam-selected', index === edit.selected);
        corner.style.color = active.colour;
        const [x, y] = point.map((share) => Math.round(share * 1000) / 10);
        corner.setAttribute('aria-label', polygonText('corner', { number: index + 1, count: points.length, x, y }));
      }
    }

    function change(next: ShapeEdit): void {
      if (next === edit) return;
      edit = next;
      render();
      onEdit(next);
    }

    const hitBy = ({ pointerType }: PointerEvent, shape = edit): Hit | undefined =>
      hitAt(shape, at, sizeOnScreen(), drag?.reach ?? reachOf(pointerType));

    function pressed(event: PointerEvent): void {
      if (event.button !== 0) return;
      event.preventDefault();
      // A primary pointer is the only one of its kind.
      if (event.isPrimary) down.clear();
      down.add(event.pointerId);
      // Two fingers zoom, or are a mistake.
      if (down.size > 1) giveUpDrag();
      else pressedAlone(event);
    }

    function pressedAlone(event: PointerEvent): void {
      at = positionOf(event);
      const other = edit.isOpen && edit.points.length > 0 ? -1 : otherAt(event);
      if (other >= 0 && !hitBy(event)) {
        onChoose(other);
        return;
      }
      svg.setPointerCapture(event.pointerId);
      before = edit;
      const start = press(edit, at, sizeOnScreen(), reachOf(event.pointerType));
      drag = start.drag;
      change(start.edit);
      focusOn(edit.selected);
    }

    /** The shape on top of others at the pointer; -1 without one. */
    const otherAt = (event: PointerEvent): number =>
      others.findLastIndex(({ kind, points }) => hitBy(event, startEdit(kind, points)));

    function moved(event: PointerEvent): void {
      if (down.size > 1) return;
      at = positionOf(event);
      tip = edit.isOpen && !isFull(edit) ? at : undefined;
      if (drag) {
        const next = dragTo(drag, at, sizeOnScreen());
        drag = next.drag;
        change(next.edit);
      } else {
        svg.style.cursor = cursorAt(hitBy(event));
      }
      render();
    }

    const cursorAt = (hit: Hit | undefined): string =>
      hit ? { corner: 'grab', dot: 'copy', shape: 'move' }[hit.on] : edit.isOpen ? 'crosshair' : 'default';

    function released({ pointerId }: PointerEvent): void {
      down.delete(pointerId);
      if (!drag) return;
      const end = release(drag, edit);
      drag = undefined;
      change(end);
      focusOn(end.selected);
    }

    function cancelled({ pointerId }: PointerEvent): void {
      down.delete(pointerId);
      giveUpDrag();
    }

    function giveUpDrag(): void {
      if (drag) change(drag.before);
      drag = undefined;
    }

    /** A right click, or a finger that stays where it is. Some systems tell it when the finger is lifted. */
    function removed(event: PointerEvent): void {
      event.preventDefault();
      event.stopPropagation();
      at = positionOf(event);
      const pressedOn = (event.pointerType === 'touch' ? before : drag?.before) ?? edit;
      const hit = hitBy(event, pressedOn);
      // A slow tap beside the corners is a tap.
      if (hit?.on !== 'corner') return;
      drag = undefined;
      change(removeCorner(pressedOn, hit.index));
      focusOn(edit.selected);
    }

    function keyed(event: KeyboardEvent): void {
      // The workspace has keys of its own, such as Delete for the selected nodes. Those of the dialog, such as Ctrl+Enter, pass.
      const isOfDialog = event.ctrlKey || event.metaKey || event.key === 'Tab' || event.key === 'Escape';
      if (!isOfDialog) event.stopPropagation();
      if (drag && event.key === 'Escape') {
        event.stopPropagation();
        giveUpDrag();
        return;
      }
      const corner = focusedCorner();
      const result = keyPressed(edit, { corner, cross: at }, event);
      if (!result) return;
      event.preventDefault();
      event.stopPropagation();
      at = result.focus.cross;
      tip = result.edit.isOpen ? at : undefined;
      change(result.edit);
      render();
      focusOn(result.focus.corner);
    }

    svg.addEventListener('pointerdown', pressed);
    svg.addEventListener('pointermove', moved);
    svg.addEventListener('pointerup', released);
    svg.addEventListener('pointercancel', cancelled);
    svg.addEventListener('pointerleave', () => {
      tip = undefined;
      render();
    });
    svg.addEventListener('contextmenu', (event) => removed(event as PointerEvent));
    // Chromium lets Tab stop at each part of an SVG that has such a listener: the canvas is a stop anyway.
    svg.addEventListener('focusin', () => {
      const index = focusedCorner();
      if (index !== undefined) change(selectCorner(edit, index));
    });
    svg.addEventListener('keydown', keyed);

    return {
      show(next, look, below) {
        // A drag of what was shown before would replace it.
        drag = undefined;
        before = undefined;
        [edit, active, others] = [next, look, below];
        render();
      },
      resize(size) {
        aspect = size;
        render();
      },
    };
  }
}
