export const colours = ['red', 'green', 'blue', 'yellow', 'orange', 'purple', 'pink', 'cyan'] as const;
export type Colour = (typeof colours)[number];

export const shapes = ['circle', 'square', 'triangle', 'star', 'heart', 'ring', 'cross', 'crescent'] as const;
export type Shape = (typeof shapes)[number];

/** What an object is, and nothing about where and how it is drawn. */
export interface Kind {
  readonly colour: Colour;
  readonly shape: Shape;
}

/** The phrase that names the kind: "red star". */
export const nameOf = ({ colour, shape }: Kind): string => `${colour} ${shape}`;

/** Every kind, colour by colour. */
export const kinds: readonly Kind[] = colours.flatMap((colour) => shapes.map((shape) => ({ colour, shape })));

/** Kinds that training never sees, each of whose colour and shape it knows: can a model put a phrase together? */
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
