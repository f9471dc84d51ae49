/** The result of `work`, or `undefined` if it throws. For what must not end a message or Node-RED. */
export function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
