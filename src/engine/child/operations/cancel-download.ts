import type { Operation } from './operation';

/** Ends the downloads of a model. */
export const cancelDownload: Operation<'cancelDownload'> =
  ({ calls }) =>
  async ({ model }) =>
    calls.cancelDownload(model);
