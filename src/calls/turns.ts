/**
 * Runs one piece of work at a time, in the order of the calls. A failure does not hold up the next.
 * @param onWait called if the work has to wait for other work
 */
export type InTurn = <T>(work: () => Promise<T>, onWait?: () => void) => Promise<T>;

export function openTurns(): InTurn {
  let turn: Promise<unknown> = Promise.resolve();
  let unfinished = 0;
  return (work, onWait) => {
    if (unfinished > 0) onWait?.();
    unfinished++;
    const result = turn.then(work).finally(() => unfinished--);
    turn = result.catch(() => undefined);
    return result;
  };
}
