import type { Node } from 'node-red';
import { messageOf } from '../../src';

/** The result of `work`, or `undefined` if it throws. For what must not end a message or Node-RED. */
export function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/**
 * Runs `act`, which calls Node-RED, and warns if it throws. Hooks, loggers and Status nodes run in such a call: their errors would
 * end Node-RED if a timer or an event started it.
 */
export function guarded(node: Pick<Node, 'warn'>, act: () => void): void {
  try {
    act();
  } catch (error) {
    attempt(() => node.warn(messageOf(error)));
  }
}
