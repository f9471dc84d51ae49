import { type Command, type KeyPress, meaningOf, type Tool } from '../src/review-page/keys';
import type { Actions } from './actions';
import { ask, showKeys } from './dialogs';
import { byId } from './dom';
import type { Session } from './session';
import type { Look, Stage } from './stage';
import type { Tools } from './tools';

/** Pixels of the screen that an arrow key moves. */
const MOVE = 16;
const FINE_MOVE = 2;
const PAN = 60;
const ZOOM = 1.25;
const looks: readonly Look[] = ['masks', 'outlines', 'original'];

/** The review of the chosen dataset with all that acts on it. */
export interface Desk {
  readonly session: Session;
  readonly actions: Actions;
  readonly tools: Tools;
  readonly stage: Stage;
}

const commands: Readonly<Record<Command, (desk: Desk) => unknown>> = {
  nextObject: ({ actions }) => actions.step(1, false),
  previousObject: ({ actions }) => actions.step(-1, false),
  extendDown: ({ actions }) => actions.step(1, true),
  extendUp: ({ actions }) => actions.step(-1, true),
  nextImage: ({ session }) => session.go(1),
  previousImage: ({ session }) => session.go(-1),
  accept: ({ actions }) => actions.accept(),
  reject: ({ actions }) => actions.reject(),
  acceptAll: ({ actions }) => actions.acceptAll(),
  label: async ({ session, actions }) => {
    if (!actions.isShown()) return;
    const label = await ask('label', session.selected[0]?.label ?? actions.labelOfNew());
    if (label !== undefined) actions.relabel(label);
  },
  undo: ({ session, tools }) => {
    tools.forgetPoints();
    return session.undo();
  },
  redo: ({ session, tools }) => {
    tools.forgetPoints();
    return session.redo();
  },
  split: ({ actions }) => actions.split(),
  merge: ({ actions }) => actions.merge(),
  select: (desk) => choose(desk, 'select'),
  in: (desk) => choose(desk, 'in'),
  out: (desk) => choose(desk, 'out'),
  box: (desk) => choose(desk, 'box'),
  draw: (desk) => choose(desk, 'draw'),
  erase: (desk) => choose(desk, 'erase'),
  smallerBrush: ({ tools }) => tools.resizeBrush(1 / ZOOM),
  largerBrush: ({ tools }) => tools.resizeBrush(ZOOM),
  press: ({ tools, stage }) => {
    if (tools.tool === 'select') return;
    tools.cross ??= stage.middle;
    if (tools.isPressed) tools.release();
    else tools.press(tools.cross, false);
  },
  look: ({ stage }) => look(stage, looks[(looks.indexOf(stage.look) + 1) % looks.length]!),
  boxes: ({ stage }) => showBoxes(stage, !stage.showsBoxes),
  zoomIn: ({ stage }) => stage.zoom(ZOOM),
  zoomOut: ({ stage }) => stage.zoom(1 / ZOOM),
  fit: ({ stage }) => stage.zoom('fit'),
  escape: (desk) => {
    if (desk.tools.cancel()) return;
    if (desk.tools.tool !== 'select') choose(desk, 'select');
    else {
      desk.session.select([]);
      desk.session.tell('No object is selected.');
    }
  },
  keys: showKeys,
};

const hints: Readonly<Record<Tool, string>> = {
  select: 'Click an object to select it. Drag to move the image.',
  in: 'Click on the object where its mask is missing. Right or Alt click: outside of it.',
  out: 'Click outside of the object where its mask is too large. Right or Alt click: on it.',
  box: 'Drag a box around a missed object. Keys: arrows, Space at two corners.',
  draw: 'Drag to add to the mask. Esc twice, then D: draw a new object.',
  erase: 'Drag to erase from the mask.',
};

export function choose({ tools, session }: Desk, tool: Tool): void {
  tools.choose(tool);
  session.tell(hints[tool]);
}

export function look(stage: Stage, to: Look): void {
  stage.look = to;
  byId<HTMLSelectElement>('look').value = to;
  stage.redraw();
}

export function showBoxes(stage: Stage, isShown: boolean): void {
  stage.showsBoxes = isShown;
  byId<HTMLInputElement>('boxes').checked = isShown;
  stage.redraw();
}

/** Runs a command. A failure is shown to the user. */
export function run(desk: Desk, command: Command): void {
  void (async () => commands[command](desk))().catch((error: Error) => desk.session.tell(error.message, true));
}

/** Commands that a held key does not repeat: the images and objects after the first would be answered unseen. */
const once: readonly Command[] = ['accept', 'reject', 'acceptAll'];

/** @returns whether the key had a meaning */
export function pressKey(desk: Desk, key: KeyPress): boolean {
  const { tools, stage, session, actions } = desk;
  const meaning = meaningOf(key, tools.tool);
  if (meaning === undefined) return false;
  if ('command' in meaning) {
    if (meaning.command === 'press' && tools.tool === 'select') return false;
    if (!(key.repeat && once.includes(meaning.command))) run(desk, meaning.command);
  } else if ('classNumber' in meaning) {
    const name = session.classes[meaning.classNumber - 1]?.name;
    if (name === undefined) session.tell(`There is no class ${meaning.classNumber}.`);
    else actions.relabel(name);
  } else if (tools.tool === 'select') stage.pan([-meaning.move[0] * PAN, -meaning.move[1] * PAN]);
  else moveCross(desk, meaning.move, meaning.isFine ? FINE_MOVE : MOVE);
  return true;
}

function moveCross({ tools, stage, session }: Desk, [dx, dy]: readonly [x: number, y: number], by: number): void {
  const picture = session.shown?.picture;
  if (picture === undefined) return;
  const [x, y] = tools.cross ?? stage.middle;
  const step = by / stage.scale;
  tools.cross = [
    Math.min(Math.max(x + dx * step, 0), picture.width),
    Math.min(Math.max(y + dy * step, 0), picture.height),
  ];
  stage.reveal(tools.cross);
  tools.move(tools.cross);
}

/** Shows the chosen tool in the toolbar. */
export function showTool({ tool, radius, isBusy }: Tools, stage: Stage): void {
  for (const button of document.querySelectorAll<HTMLElement>('[data-tool]')) {
    button.setAttribute('aria-pressed', String(button.dataset.tool === (tool satisfies Tool)));
  }
  const size = byId<HTMLInputElement>('brush-size');
  size.disabled = tool !== 'draw' && tool !== 'erase';
  size.value = String(radius);
  stage.canvas.className = `${tool}${isBusy ? ' busy' : ''}`;
}
