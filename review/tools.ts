import type { Bbox } from '../src/contract';
import type { ReviewObject } from '../src/contract/review';
import { boundsOf } from '../src/geometry/areas';
import type { Point2d } from '../src/geometry/segment';
import type { Tool } from '../src/review-page/keys';
import { brushed } from '../src/review-page/mask-edit';
import { NO_PIXELS } from '../src/review-page/pixel-mask';
import type { Actions } from './actions';
import { api } from './api';
import type { Session } from './session';
import type { Sketch, Stage } from './stage';

type LabelledPoint = readonly [x: number, y: number, label: 0 | 1];

/** Boxes with a shorter side, in pixels of the screen, are slips of the hand. */
const LEAST_BOX = 4;

/** What presses and movements on the image do. The pointer and the keys call the same functions. */
export class Tools {
  tool: Tool = 'select';
  /** Of the brush, in pixels of the screen. */
  radius = 12;
  cross: Point2d | undefined;
  private from: Point2d | undefined;
  private path: Point2d[] = [];
  private box: Bbox | undefined;
  private hover: Point2d | undefined;
  /** The points that were set on an object since it was selected. */
  private points: { readonly id: number; readonly box: Bbox; readonly list: readonly LabelledPoint[] } | undefined;
  private segmenting: Promise<void> = Promise.resolve();
  private waiting = 0;

  /** @param changed called when the tool or its size changed, or the segmenter is busy */
  constructor(
    private readonly session: Session,
    private readonly actions: Actions,
    private readonly stage: Stage,
    private readonly changed: () => void,
  ) {
    session.changes.on(['picture', 'selection'], () => {
      if (this.points && !session.selection.includes(this.points.id)) this.points = undefined;
      this.draw();
    });
    session.changes.on(['picture'], () => this.cancel());
  }

  get isBusy(): boolean {
    return this.waiting > 0;
  }

  choose(tool: Tool): void {
    this.tool = tool;
    if (tool === 'select') this.cross = undefined;
    this.points = tool === 'in' || tool === 'out' ? this.points : undefined;
    this.cancel();
    this.changed();
  }

  resizeBrush(factor: number): void {
    this.radius = Math.min(Math.max(this.radius * factor, 2), 100);
    this.draw();
    this.changed();
  }

  /** Whether a press is held. */
  get isPressed(): boolean {
    return this.from !== undefined;
  }

  /** The next point starts a new correction. */
  forgetPoints(): void {
    this.points = undefined;
    this.draw();
  }

  /** @param isReversed the other kind of point than that of the tool */
  press(at: Point2d, isReversed: boolean): void {
    if (!this.actions.isShown()) return;
    if (this.tool === 'in' || this.tool === 'out') {
      this.addPoint(at, (this.tool === 'in') !== isReversed);
      return;
    }
    if (!this.actions.mayWrite()) return;
    this.from = at;
    this.path = [at];
    this.move(at);
  }

  move(at: Point2d): void {
    this.hover = at;
    if (this.from !== undefined && this.tool === 'box') {
      const { width, height } = this.session.shown!.picture;
      const [x1, x2] = [this.from[0], at[0]].map((x) => Math.min(Math.max(x, 0), width)).sort((a, b) => a - b);
      const [y1, y2] = [this.from[1], at[1]].map((y) => Math.min(Math.max(y, 0), height)).sort((a, b) => a - b);
      this.box = [x1!, y1!, x2! - x1!, y2! - y1!];
    } else if (this.from !== undefined) {
      const last = this.path.at(-1)!;
      if (last[0] !== at[0] || last[1] !== at[1]) this.path.push(at);
    }
    this.draw();
  }

  release(): void {
    const { box, path, tool, from } = this;
    this.cancel();
    if (from === undefined) return;
    if (tool === 'box' && box && Math.min(box[2], box[3]) * this.stage.scale >= LEAST_BOX) this.segmentBox(box);
    if (tool === 'draw' || tool === 'erase') this.brush(path, tool === 'erase');
  }

  /** Forgets a press that is held. @returns whether there was one */
  cancel(): boolean {
    const was = this.from !== undefined;
    this.from = undefined;
    this.box = undefined;
    this.path = [];
    this.draw();
    return was;
  }

  leave(): void {
    this.hover = undefined;
    this.draw();
  }

  private addPoint(at: Point2d, isIn: boolean): void {
    const object = this.session.selected[0];
    if (object === undefined) {
      this.session.tell('Select the object whose mask is to be corrected, or drag a box (B).');
      return;
    }
    if (!this.actions.mayWrite()) return;
    const known = this.points?.id === object.id ? this.points : { id: object.id, box: object.bbox, list: [] };
    const box = isIn ? boundsOf([known.box, [...at, 0, 0]]) : known.box;
    const points = { id: object.id, box, list: [...known.list, [at[0], at[1], isIn ? 1 : 0] as const] };
    this.points = points;
    this.draw();
    const { hash } = this.session.shown!.picture;
    this.queue(async () => {
      // The objects may have changed while this waited. Without the object, there is nothing to correct.
      const now = this.session.shown?.picture.hash === hash ? this.find(object.id) : object;
      if (now === undefined) return;
      const rle = now.rle === undefined ? {} : { rle: now.rle };
      const found = await api.segment(this.session.dataset.id, hash, { bbox: box, points: points.list, ...rle });
      const current = this.session.shown?.picture.hash === hash ? this.find(object.id) : now;
      if (current) this.actions.setShape(current, shapeOf(found), `Corrected the mask of ${current.label}`, hash);
    });
  }

  private find(id: number): ReviewObject | undefined {
    return this.session.objects.find((object) => object.id === id);
  }

  private segmentBox(box: Bbox): void {
    const { hash } = this.session.shown!.picture;
    this.queue(async () => {
      try {
        this.actions.add(shapeOf(await api.segment(this.session.dataset.id, hash, { bbox: box })), hash);
      } catch (error) {
        this.actions.add({ bbox: box, area: box[2] * box[3] }, hash);
        throw new Error(`The box is stored without a mask: ${(error as Error).message}`, { cause: error });
      }
    });
  }

  private brush(points: readonly Point2d[], isErasing: boolean): void {
    const object = this.session.selected[0];
    const stroke = { points, radius: this.radius / this.stage.scale, isErasing };
    const image = this.session.shown!.picture;
    if (object !== undefined) {
      const text = `${isErasing ? 'Erased from' : 'Added to'} the mask of ${object.label}`;
      this.actions.setMask(object, brushed(this.actions.maskOf(object), stroke, image), text);
      return;
    }
    if (isErasing) {
      this.session.tell('Select the object from whose mask you erase.');
      return;
    }
    const mask = brushed(NO_PIXELS, stroke, image);
    if (mask.width > 0) this.actions.add(this.actions.shapeOf(mask));
  }

  /** Asks the segmenter once at a time. */
  private queue(work: () => Promise<void>): void {
    this.waiting++;
    this.changed();
    this.segmenting = this.segmenting
      .then(work)
      .catch((error: Error) => this.session.tell(error.message, true))
      .finally(() => {
        this.waiting--;
        this.changed();
      });
  }

  private draw(): void {
    const isBrush = this.tool === 'draw' || this.tool === 'erase';
    const radius = this.radius / this.stage.scale;
    const isErasing = this.tool === 'erase';
    const sketch: Sketch = {
      ...(this.points && { points: this.points.list }),
      ...(this.box && { box: this.box }),
      ...(isBrush && this.path.length > 0 && { stroke: { points: this.path, radius, isErasing } }),
      ...(isBrush && (this.cross ?? this.hover) && { brush: { at: (this.cross ?? this.hover)!, radius } }),
      ...(this.cross && { cross: this.cross }),
    };
    this.stage.setSketch(sketch);
  }
}

const shapeOf = ({ rle, bbox, area }: { rle: string; bbox: Bbox; area: number }) => ({ rle, bbox, area });
