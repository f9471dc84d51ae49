export const colours = ['red', 'green', 'blue', 'yellow', 'orange', 'purple', 'pink', 'cyan'] as const;
export type Colour = (typeof colours)[number];

export const shapes = ['circle', 'square', 'triangle', 'star', 'heart', 'ring', 'cross', 'crescent'] as const;
export type Shape = (typeof shapes)[number];

/** Colour and shape of an object, without its position and style. */
export interface Kind {
  readonly colour: Colour;
  readonly shape: Shape;
}

/** The phrase that names the kind: "red star". */
export const nameOf = ({ colour, shape }: Kind): string => `${colour} ${shape}`;

/** All kinds, grouped by colour. */
export const kinds: readonly Kind[] = colours.flatMap((colour) => shapes.map((shape) => ({ colour, shape })));

/** Kinds without training scenes. Other kinds have their colours and shapes, so they test whether a model generalises. */
export const heldOut: readonly Kind[] = [
  { colour: 'red', shape: 'heart' },
  { colour: 'blue', shape: 'star' },
  { colour: 'green', shape: 'crescent' },
  { colour: 'yellow', shape: 'square' },
  { colour: 'purple', shape: 'cross' },
  { colour: 'orange', shape: 'ring' },
];

export const sameKind = (a: Kind, b: Kind): boolean => a.colour === b.colour && a.shape === b.shape;

export const isHeldOut = (kind: Kind): boolean => heldOut.some((other) => sameKind(kind, other));
