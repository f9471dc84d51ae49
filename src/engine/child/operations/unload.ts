import type { Operation } from './operation';

/** Unloads the models that the process loaded on inference servers. */
export const unload: Operation<'unload'> =
  ({ backend }) =>
  async () =>
    backend.unload?.();
