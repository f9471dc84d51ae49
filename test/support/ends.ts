import { requireOfNodeRed } from './node-red-folder';

interface Hooks {
  add(id: string, hook: (event: { readonly msg: object; readonly error?: unknown }) => void): void;
  remove(id: string): void;
}

const { hooks } = requireOfNodeRed('@node-red/util') as { hooks: Hooks };

/** Adds a hook of Node-RED that throws. @returns removes it */
export function throwInHook(name: 'onSend'): () => void {
  hooks.add(`${name}.tests`, () => {
    throw new Error('a hook');
  });
  return () => hooks.remove(`${name}.tests`);
}

/** How messages of a flow ended: one entry for each call of `done`. */
export interface Ends {
  of(msg: object): readonly { readonly error?: unknown }[];
  stop(): void;
}

/** Watches all nodes from now on. A message is known by its identity: it need not be readable. */
export function watchEnds(): Ends {
  const ends = new Map<object, { error?: unknown }[]>();
  hooks.add('onComplete.tests', ({ msg, error }) => {
    const known = ends.get(msg) ?? [];
    known.push(error === undefined ? {} : { error });
    ends.set(msg, known);
  });
  return { of: (msg) => ends.get(msg) ?? [], stop: () => hooks.remove('onComplete.tests') };
}
