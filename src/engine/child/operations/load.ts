import type { Operation } from './operation';

/** Opens a model ahead of its first use. */
export const load: Operation<'load'> =
  ({ calls }) =>
  ({ task, model }, context) =>
    calls.run(task, model, context, async ({ loaded }) => loaded);
