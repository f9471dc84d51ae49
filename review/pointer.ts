import type { Point2d } from '../src/geometry/segment';
import type { Session } from './session';
import type { Stage } from './stage';
import type { Tools } from './tools';

/** Movements below this many pixels are clicks. */
const CLICK = 4;

/** Mouse, pen and fingers on the image. Two fingers zoom and move it, whichever tool is used. */
export function listenToPointers(stage: Stage, tools: () => Tools, session: () => Session | undefined): void {
  const { canvas } = stage;
  const fingers = new Map<number, Point2d>();
  let start: Point2d | undefined;
  let isMoving = false;

  const point = (event: PointerEvent): Point2d => [event.offsetX, event.offsetY];
  const imagePoint = (event: PointerEvent): Point2d => stage.imagePoint(event.offsetX, event.offsetY);
  const isPan = (event: PointerEvent): boolean => tools().tool === 'select' || (event.buttons & 4) !== 0;

  canvas.addEventListener('contextmenu', (event) => event.preventDefault());
  canvas.addEventListener('pointerdown', (event) => {
    if (session() === undefined) return;
    canvas.setPointerCapture(event.pointerId);
    tools().cross = undefined;
    fingers.set(event.pointerId, point(event));
    start = point(event);
    isMoving = false;
    if (fingers.size > 1) tools().cancel();
    // A point is set when the finger leaves: the first of two fingers sets none.
    else if (!isPan(event) && !isPointTool()) tools().press(imagePoint(event), false);
  });
  canvas.addEventListener('pointermove', (event) => {
    const before = fingers.get(event.pointerId);
    if (before === undefined) return tools().move(imagePoint(event));
    const now = point(event);
    if (start && Math.hypot(now[0] - start[0], now[1] - start[1]) >= CLICK) isMoving = true;
    fingers.set(event.pointerId, now);
    if (fingers.size === 2) return pinch(event.pointerId, before, now);
    if (isPan(event)) {
      if (isMoving) stage.pan([now[0] - before[0], now[1] - before[1]]);
      return;
    }
    tools().move(imagePoint(event));
  });
  canvas.addEventListener('pointerup', (event) => {
    const isOnly = fingers.size === 1 && fingers.has(event.pointerId);
    fingers.delete(event.pointerId);
    if (!isOnly) {
      isMoving = true;
      return;
    }
    if (tools().isPressed) tools().release();
    else if (!isMoving) click(event);
  });
  canvas.addEventListener('pointercancel', (event) => {
    fingers.delete(event.pointerId);
    tools().cancel();
  });
  canvas.addEventListener('pointerleave', () => tools().leave());

  function isPointTool(): boolean {
    return tools().tool === 'in' || tools().tool === 'out';
  }

  function click(event: PointerEvent): void {
    if (isPointTool()) {
      tools().press(imagePoint(event), event.button === 2 || event.altKey);
      return;
    }
    if (tools().tool !== 'select' || event.button !== 0) return;
    const open = session()!;
    const id = stage.objectAt(imagePoint(event))?.id;
    if (!event.shiftKey) {
      open.select(id === undefined ? [] : [id]);
      return;
    }
    if (id === undefined) return;
    const { selection } = open;
    open.select(selection.includes(id) ? selection.filter((other) => other !== id) : [...selection, id]);
  }

  function pinch(moved: number, before: Point2d, now: Point2d): void {
    const [, other] = [...fingers].find(([id]) => id !== moved)!;
    const distance = ([x, y]: Point2d): number => Math.max(Math.hypot(x - other[0], y - other[1]), 1);
    const middle: Point2d = [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2];
    stage.pan([(now[0] - before[0]) / 2, (now[1] - before[1]) / 2]);
    stage.zoom(distance(now) / distance(before), middle);
  }
}
