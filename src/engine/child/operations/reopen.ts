import type { Operation } from './operation';

/** Closes an open model, so that the next call opens it again. */
export const reopen: Operation<'reopen'> =
  ({ models }) =>
  (model) =>
    models.reopen(model);
