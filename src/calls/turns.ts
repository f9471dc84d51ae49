/** Runs one piece of work at a time, in the order of the calls. A failure does not hold up the next. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

export function openTurns(): InTurn {
  let turn: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  };
}
