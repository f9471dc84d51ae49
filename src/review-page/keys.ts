/** Ways to change a mask with the pointer. `select` picks objects and moves the image. */
export type Tool = 'select' | 'in' | 'out' | 'box' | 'draw' | 'erase';

export type Command =
  | 'nextObject'
  | 'previousObject'
  | 'extendDown'
  | 'extendUp'
  | 'nextImage'
  | 'previousImage'
  | 'accept'
  | 'reject'
  | 'acceptAll'
  | 'label'
  | 'undo'
  | 'redo'
  | 'split'
  | 'merge'
  | 'select'
  | 'in'
  | 'out'
  | 'box'
  | 'draw'
  | 'erase'
  | 'smallerBrush'
  | 'largerBrush'
  | 'press'
  | 'look'
  | 'boxes'
  | 'zoomIn'
  | 'zoomOut'
  | 'fit'
  | 'escape'
  | 'keys';

/** Rows of the table of keys, as the page and its documentation show them. */
export const keyRows: readonly { readonly keys: string; readonly effect: string }[] = [
  { keys: 'J / K, ↓ / ↑', effect: 'next / previous object' },
  { keys: 'Shift+J / K', effect: 'select the next / previous object as well' },
  { keys: 'N / P, → / ←', effect: 'next / previous image' },
  { keys: 'A', effect: 'accept the object' },
  { keys: 'R or X', effect: 'reject the object. One that a person drew is removed' },
  { keys: 'Enter', effect: 'accept all open objects of the image, or confirm that it has none; next image' },
  { keys: '1 to 9', effect: 'relabel as the class of that number' },
  { keys: 'L', effect: 'type a label' },
  { keys: 'Z / Shift+Z', effect: 'undo / redo' },
  { keys: 'I / O', effect: 'correct the mask: clicks are on the object / outside of it. Right or Alt: the reverse' },
  { keys: 'B', effect: 'drag a box around a missed object' },
  { keys: 'D / E', effect: 'draw / erase with a brush. Without a selected object, D draws a new one' },
  { keys: '[ / ]', effect: 'smaller / larger brush' },
  { keys: 'S', effect: 'split the object into its components' },
  { keys: 'M', effect: 'merge the selected objects' },
  { keys: 'V or Esc', effect: 'back to selecting. Esc also cancels, and unselects' },
  { keys: 'Arrows, Space', effect: 'with a tool: move the cross (Shift: by little), press or release there' },
  { keys: 'Shift+arrows', effect: 'while selecting: move the image' },
  { keys: 'H', effect: 'masks, outlines or the original image' },
  { keys: 'T', effect: 'boxes and labels on or off' },
  { keys: '+ / - / 0', effect: 'zoom in / out / fit' },
  { keys: '?', effect: 'show the keys' },
];

const plain: Readonly<Record<string, Command>> = {
  j: 'nextObject',
  k: 'previousObject',
  J: 'extendDown',
  K: 'extendUp',
  n: 'nextImage',
  p: 'previousImage',
  a: 'accept',
  r: 'reject',
  x: 'reject',
  Delete: 'reject',
  Enter: 'acceptAll',
  l: 'label',
  z: 'undo',
  Z: 'redo',
  s: 'split',
  m: 'merge',
  v: 'select',
  i: 'in',
  o: 'out',
  b: 'box',
  d: 'draw',
  e: 'erase',
  '[': 'smallerBrush',
  ']': 'largerBrush',
  h: 'look',
  t: 'boxes',
  '+': 'zoomIn',
  '=': 'zoomIn',
  '-': 'zoomOut',
  '0': 'fit',
  Escape: 'escape',
  '?': 'keys',
  ' ': 'press',
};

const arrows: Readonly<Record<string, Command>> = {
  ArrowDown: 'nextObject',
  ArrowUp: 'previousObject',
  ArrowRight: 'nextImage',
  ArrowLeft: 'previousImage',
};

/** Direction of the arrow keys. */
const directions: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
};

export interface KeyPress {
  readonly key: string;
  /** Of the place on the keyboard: `KeyA`. */
  readonly code?: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  /** Whether the key is held. */
  readonly repeat?: boolean;
}

/** The meaning of a key: a command, the number of a class from 1 on, or a movement. */
export type KeyMeaning =
  | { readonly command: Command }
  | { readonly classNumber: number }
  | { readonly move: readonly [x: number, y: number]; readonly isFine: boolean };

/** The meaning of a key while a tool is used. `undefined`: the key is the browser's. */
export function meaningOf(press: KeyPress, tool: Tool): KeyMeaning | undefined {
  const { shiftKey, ctrlKey, metaKey, altKey } = press;
  const key = latinKey(press);
  // AltGr, which types brackets on many keyboards, counts as Ctrl+Alt, Alt or neither.
  if (/^[[\]]$/.test(key) && (altKey || !ctrlKey) && !metaKey) return { command: plain[key]! };
  if (altKey) return undefined;
  if (ctrlKey || metaKey) {
    if (key.toLowerCase() !== 'z') return undefined;
    return { command: shiftKey ? 'redo' : 'undo' };
  }
  const direction = own(directions, key);
  if (direction !== undefined && (tool !== 'select' || shiftKey)) return { move: direction, isFine: shiftKey };
  if (/^[1-9]$/.test(key)) return { classNumber: Number(key) };
  // Caps Lock swaps capitals.
  const typed = /^[a-z]$/i.test(key) ? (shiftKey ? key.toUpperCase() : key.toLowerCase()) : key;
  const command = own(plain, typed) ?? own(plain, typed.toLowerCase()) ?? own(arrows, key);
  return command === undefined ? undefined : { command };
}

/** The key, or the one in its place on a Latin keyboard if it has a letter of another script. */
function latinKey({ key, code = '' }: KeyPress): string {
  if (!/^\p{L}$/u.test(key) || /\p{Script=Latin}/u.test(key)) return key;
  return /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? own(brackets, code) ?? key;
}

const brackets: Readonly<Record<string, string>> = { BracketLeft: '[', BracketRight: ']' };

const own = <Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;
