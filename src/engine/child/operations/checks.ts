import type { Operation } from './operation';

/** The remembered comparisons of devices with the processor. */
export const checks: Operation<'checks'> =
  ({ backend }) =>
  async () =>
    (await backend.checks?.()) ?? [];
