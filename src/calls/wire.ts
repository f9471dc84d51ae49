import type { FailureReason } from '../errors';

/** What travels between the two ends of a process or thread boundary. */
export type Wire =
  | { readonly kind: 'call'; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'turn'; readonly id: number; readonly canAbort: boolean; readonly isPreparation: boolean }
  | { readonly kind: 'wait'; readonly id: number }
  | { readonly kind: 'progress'; readonly id: number; readonly progress: unknown }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly error: WireError }
  // Only between two ports of `inPieces`.
  | {
      readonly kind: 'split';
      readonly id: number;
      readonly message: Wire;
      readonly parts: readonly { readonly place: Place; readonly length: number }[];
    }
  | {
      readonly kind: 'piece';
      readonly id: number;
      readonly part: number;
      readonly at: number;
      readonly bytes: Uint8Array;
    };

/** Where a value is in a message: names of properties and indices, from the outside to the inside. */
export type Place = readonly (string | number)[];

/** An error as plain data: structured clone keeps the message of an Error and drops its code. */
export interface WireError {
  readonly code?: string;
  readonly reason?: FailureReason | undefined;
  readonly message: string;
  readonly stack?: string;
}

/** One end of a boundary: a forked process or a worker thread. */
export interface Port {
  /** @param transfer buffers to move instead of copying; threads can, processes copy them all the same */
  post(message: Wire, transfer?: readonly ArrayBuffer[]): void;
  listen(listener: (message: Wire) => void): void;
}
