namespace groundedSam {
  /** A picture that can be zoomed with the wheel and moved with the mouse or a finger. */
  export interface ZoomedPicture {
    /** The element over the picture, in which shapes are drawn. It always has the shape of the picture. */
    readonly frame: JQuery;
    /** Replaces the picture. A picture of another size is fitted in. */
    show(url: string, size: ImageSize): void;
    /** @param factor of the zoom; `undefined` fits the picture in */
    zoom(factor: number | undefined): void;
  }

  const MAX_SCALE = 16;
  /** Of the wheel, for each pixel that it would scroll. */
  const WHEEL = 0.002;

  export function zoomedPicture(container: JQuery): ZoomedPicture {
    const pane = $('<div class="grounded-sam-zoom" tabindex="0"></div>').appendTo(container);
    const frame = $('<div class="grounded-sam-picture"></div>').appendTo(pane);
    const picture = $<HTMLImageElement>('<img alt="" draggable="false">').appendTo(frame);
    const area = pane[0]!;
    let size: ImageSize = { width: 16, height: 9 };
    /** Pixels of the screen for each pixel of the picture. `undefined`: as large as fits in. */
    let scale: number | undefined;

    const fitting = (): number =>
      Math.max(Math.min(area.clientWidth / size.width, area.clientHeight / size.height), 1e-3);

    function resize(): void {
      const shown = scale ?? fitting();
      frame.css({ width: size.width * shown, height: size.height * shown });
    }

    /** Keeps the point of the picture that is at `x`, `y` of the pane. */
    function zoomAt(factor: number, x: number, y: number): void {
      const before = scale ?? fitting();
      const least = Math.min(fitting(), 1);
      const after = Math.min(Math.max(before * factor, least), MAX_SCALE);
      const origin = frame[0]!;
      const [column, row] = [x + area.scrollLeft - origin.offsetLeft, y + area.scrollTop - origin.offsetTop];
      scale = after <= fitting() ? undefined : after;
      resize();
      const grown = (scale ?? fitting()) / before;
      area.scrollTo(column * grown + origin.offsetLeft - x, row * grown + origin.offsetTop - y);
    }

    area.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        const { left, top } = area.getBoundingClientRect();
        zoomAt(Math.exp(-event.deltaY * WHEEL), event.clientX - left, event.clientY - top);
      },
      { passive: false },
    );
    // A finger scrolls the pane already.
    area.addEventListener('pointerdown', (event) => {
      if (event.pointerType === 'touch' || event.button !== 0) return;
      area.setPointerCapture(event.pointerId);
    });
    area.addEventListener('pointermove', (event) => {
      if (area.hasPointerCapture(event.pointerId)) area.scrollBy(-event.movementX, -event.movementY);
    });
    new ResizeObserver(resize).observe(area);

    return {
      frame,
      show(url, shown) {
        if (shown.width !== size.width || shown.height !== size.height) scale = undefined;
        size = shown;
        picture.attr('src', url);
        resize();
      },
      zoom(factor) {
        if (factor !== undefined) return zoomAt(factor, area.clientWidth / 2, area.clientHeight / 2);
        scale = undefined;
        resize();
      },
    };
  }
}
