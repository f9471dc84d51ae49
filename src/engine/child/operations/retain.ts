import { type ResolvedModel, resolveModel } from '../../../model-files/model-reference';
import type { LoadParams } from '../../protocol';
import type { Operation } from './operation';

/** Closes every open model that no user holds. */
export const retain: Operation<'retain'> =
  ({ models }) =>
  ({ held }) =>
    models.retain(new Set(held.flatMap(resolved).map(({ key }) => key)));

/** A request that resolves to no model holds none. */
function resolved({ task, model }: LoadParams): ResolvedModel[] {
  try {
    return [resolveModel(task, model)];
  } catch {
    return [];
  }
}
