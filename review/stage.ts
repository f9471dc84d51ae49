import type { Bbox, ImageSize } from '../src/contract';
import type { ReviewObject } from '../src/contract/review';
import type { Point2d } from '../src/geometry/segment';
import { inkOn } from '../src/render/colour';
import { hasPixel } from '../src/review-page/pixel-mask';
import { fitted, panned, toImage, type View, zoomed } from '../src/review-page/view';
import { colourOf, cssColour } from './class-colours';
import { byId } from './dom';
import { Overlays } from './overlay';
import type { Session } from './session';

export type Look = 'masks' | 'outlines' | 'original';

/** What a tool shows over the image, in pixels of the image. */
export interface Sketch {
  readonly points?: readonly (readonly [x: number, y: number, label: 0 | 1])[];
  readonly box?: Bbox;
  readonly stroke?: { readonly points: readonly Point2d[]; readonly radius: number; readonly isErasing: boolean };
  /** The cross that keys move. */
  readonly cross?: Point2d;
  /** The brush under the pointer. */
  readonly brush?: { readonly at: Point2d; readonly radius: number };
}

/** The large image with its objects. */
export class Stage {
  readonly canvas = byId<HTMLCanvasElement>('stage');
  look: Look = 'masks';
  showsBoxes = true;
  private readonly context = this.canvas.getContext('2d')!;
  private readonly overlays = new Overlays();
  private session: Session | undefined;
  private hash = '';
  private view: View = { scale: 1, x: 0, y: 0 };
  private isFitted = true;
  private sketch: Sketch = {};
  private isDue = false;

  constructor() {
    new ResizeObserver(() => this.resize()).observe(this.canvas);
    this.canvas.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        this.zoom(Math.exp(-event.deltaY * 0.002), [event.offsetX, event.offsetY]);
      },
      { passive: false },
    );
  }

  show(session: Session): void {
    this.session = session;
    session.changes.on(['picture', 'objects', 'selection', 'classes'], () => {
      const hash = session.shown?.picture.hash ?? '';
      if (hash !== this.hash) this.isFitted = true;
      this.hash = hash;
      this.resize();
    });
  }

  setSketch(sketch: Sketch): void {
    this.sketch = sketch;
    this.redraw();
  }

  get scale(): number {
    return this.view.scale;
  }

  /** Pixels of the image at a point of the canvas. */
  imagePoint = (x: number, y: number): Point2d => toImage(this.view, [x, y]);

  /** The pixel of the image in the middle of the canvas. */
  get middle(): Point2d {
    return this.imagePoint(this.pane.width / 2, this.pane.height / 2);
  }

  /** @param at point of the canvas that keeps its place; the middle by default */
  zoom(factor: number | 'fit', at: Point2d = [this.pane.width / 2, this.pane.height / 2]): void {
    if (this.image === undefined) return;
    this.isFitted = factor === 'fit';
    if (factor === 'fit') this.view = fitted(this.image, this.pane);
    else this.view = zoomed(this.view, factor, at, this.image, this.pane);
    this.redraw();
  }

  pan(by: Point2d): void {
    if (this.image === undefined) return;
    this.isFitted = false;
    this.view = panned(this.view, by, this.image, this.pane);
    this.redraw();
  }

  /** Moves the image so that one of its pixels is in the pane. */
  reveal([x, y]: Point2d): void {
    const [left, top] = [this.view.x + x * this.view.scale, this.view.y + y * this.view.scale];
    const over = (at: number, room: number): number => Math.min(room - 20 - at, 0) + Math.max(20 - at, 0);
    const by: Point2d = [over(left, this.pane.width), over(top, this.pane.height)];
    if (by[0] !== 0 || by[1] !== 0) this.pan(by);
  }

  /** The smallest object at a pixel of the image: by its mask, or its box. */
  objectAt([x, y]: Point2d): ReviewObject | undefined {
    const hit = this.visible.filter((object) => {
      const overlay = this.overlayOf(object);
      const [left, top, width, height] = object.bbox;
      return overlay ? hasPixel(overlay.mask, x, y) : x >= left && y >= top && x < left + width && y < top + height;
    });
    return hit.sort((a, b) => a.area - b.area)[0];
  }

  redraw(): void {
    if (this.isDue) return;
    this.isDue = true;
    requestAnimationFrame(() => {
      this.isDue = false;
      this.draw();
    });
  }

  private get image(): ImageSize | undefined {
    return this.session?.shown?.picture;
  }

  private get pane(): ImageSize {
    return { width: this.canvas.clientWidth, height: this.canvas.clientHeight };
  }

  /** Rejected objects are drawn only while they are selected. */
  private get visible(): readonly ReviewObject[] {
    const { objects, selection } = this.session!;
    return objects.filter(({ id, review }) => review?.answer !== 'rejected' || selection.includes(id));
  }

  private overlayOf(object: ReviewObject) {
    return this.overlays.of(object, this.image!, colourOf(this.session!.classes, object.label));
  }

  private resize(): void {
    const { width, height } = this.pane;
    const ratio = devicePixelRatio;
    if (this.canvas.width !== Math.round(width * ratio)) this.canvas.width = Math.round(width * ratio);
    if (this.canvas.height !== Math.round(height * ratio)) this.canvas.height = Math.round(height * ratio);
    if (this.isFitted && this.image !== undefined) this.view = fitted(this.image, this.pane);
    this.redraw();
  }

  private draw(): void {
    const { context, view } = this;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const shown = this.session?.shown;
    if (shown === undefined) return;
    const ratio = devicePixelRatio;
    context.setTransform(view.scale * ratio, 0, 0, view.scale * ratio, view.x * ratio, view.y * ratio);
    context.imageSmoothingEnabled = view.scale < 4;
    context.drawImage(shown.image, 0, 0, shown.picture.width, shown.picture.height);
    if (this.look !== 'original') for (const object of this.visible) this.drawMask(object);
    if (this.showsBoxes) {
      for (const object of this.visible) this.drawBox(object);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      for (const object of this.visible) this.drawLabel(object);
      context.setTransform(view.scale * ratio, 0, 0, view.scale * ratio, view.x * ratio, view.y * ratio);
    }
    if (this.look !== 'original') this.overlays.sweep();
    this.drawSketch();
  }

  private isSelected({ id }: ReviewObject): boolean {
    return this.session!.selection.includes(id);
  }

  private colour({ label, review }: ReviewObject): string {
    return review?.answer === 'rejected' ? '#888' : cssColour(colourOf(this.session!.classes, label));
  }

  private drawMask(object: ReviewObject): void {
    const overlay = this.overlayOf(object);
    if (overlay === undefined) return;
    const { context } = this;
    if (this.look === 'masks' && object.review?.answer !== 'rejected' && overlay.fill) {
      context.globalAlpha = this.isSelected(object) ? 0.55 : 0.35;
      context.drawImage(overlay.fill, overlay.mask.left, overlay.mask.top);
      context.globalAlpha = 1;
    }
    if (this.look === 'outlines' || this.isSelected(object)) this.stroke(overlay.border, this.colour(object), 2);
  }

  private drawBox(object: ReviewObject): void {
    const path = new Path2D();
    path.rect(...(object.bbox as [number, number, number, number]));
    this.stroke(
      path,
      this.colour(object),
      this.isSelected(object) ? 2.5 : 1.5,
      object.review === undefined ? [6, 4] : [],
    );
  }

  /** A line that is seen on all images: in the colour over a dark one. Widths are pixels of the screen. */
  private stroke(path: Path2D, colour: string, width: number, dash: readonly number[] = []): void {
    const { context } = this;
    const { scale } = this.view;
    context.setLineDash(dash.map((length) => length / scale));
    for (const [style, extra] of [
      ['rgb(0 0 0 / 60%)', 1.5],
      [colour, 0],
    ] as const) {
      context.strokeStyle = style;
      context.lineWidth = (width + extra) / scale;
      context.stroke(path);
    }
    context.setLineDash([]);
  }

  private drawLabel(object: ReviewObject): void {
    const { context, view } = this;
    const { label, score, review, made, bbox } = object;
    const mark = review === undefined ? '' : review.answer === 'accepted' ? '✓ ' : '✗ ';
    const text = `${mark}${label}${made ? '' : ` ${score.toFixed(2)}`}`;
    context.font = `${this.isSelected(object) ? '600 ' : ''}12px system-ui, sans-serif`;
    const width = context.measureText(text).width + 8;
    const x = Math.min(Math.max(view.x + bbox[0] * view.scale, 0), Math.max(this.pane.width - width, 0));
    const y = Math.max(view.y + bbox[1] * view.scale - 18, 0);
    const isRejected = review?.answer === 'rejected';
    const colour = colourOf(this.session!.classes, label);
    context.globalAlpha = this.isSelected(object) ? 1 : 0.85;
    context.fillStyle = isRejected ? '#888' : cssColour(colour);
    context.fillRect(x, y, width, 17);
    context.fillStyle = isRejected ? '#fff' : cssColour(inkOn(colour));
    context.fillText(text, x + 4, y + 13);
    context.globalAlpha = 1;
  }

  private drawSketch(): void {
    const { context, sketch } = this;
    const { scale } = this.view;
    for (const [x, y, label] of sketch.points ?? []) {
      const path = new Path2D();
      path.arc(x, y, 5 / scale, 0, 2 * Math.PI);
      context.fillStyle = label === 1 ? '#19c37d' : '#e5484d';
      context.fill(path);
      this.stroke(path, '#fff', 1.5);
    }
    if (sketch.box) {
      const path = new Path2D();
      path.rect(...(sketch.box as [number, number, number, number]));
      this.stroke(path, '#fff', 1.5, [4, 3]);
    }
    if (sketch.stroke) {
      const { points, radius, isErasing } = sketch.stroke;
      context.globalAlpha = 0.5;
      context.strokeStyle = isErasing ? '#e5484d' : '#19c37d';
      context.lineCap = 'round';
      context.lineJoin = 'round';
      context.lineWidth = 2 * radius;
      context.beginPath();
      for (const [x, y] of [points[0]!, ...points]) context.lineTo(x, y);
      context.stroke();
      context.globalAlpha = 1;
    }
    if (sketch.brush) {
      const path = new Path2D();
      path.arc(...sketch.brush.at, sketch.brush.radius, 0, 2 * Math.PI);
      this.stroke(path, '#fff', 1);
    }
    if (sketch.cross) {
      const [x, y] = sketch.cross;
      const path = new Path2D(`M${x - 12 / scale} ${y}h${24 / scale}M${x} ${y - 12 / scale}v${24 / scale}`);
      this.stroke(path, '#fff', 1.5);
    }
  }
}
