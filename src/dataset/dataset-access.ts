import { join } from 'node:path';
import type { MethodOf, ParamsOf, ResultOf } from '../calls/api';
import type { VisionError } from '../errors';
import { imageProcess } from '../process/image-process';
import type { DatasetApi } from './dataset-api';

/** When it ends because it is idle, it releases the folders. The next call opens them again. */
const writing = imageProcess<DatasetApi>({
  file: join(__dirname, 'dataset-process.js'),
  name: 'dataset process',
  beforeIdleEnd: 'releaseAll',
});
const users = new Set<number>();
let lastUser = 0;

/** One user's access to the process that writes all datasets. */
export interface DatasetAccess {
  readonly user: number;
  /** @throws VisionError `ENGINE_CRASHED`, `ENGINE_TIMEOUT`, and those of the call */
  ask<Method extends MethodOf<DatasetApi>>(
    method: Method,
    params: ParamsOf<DatasetApi, Method>,
  ): Promise<ResultOf<DatasetApi, Method>>;
  /** The process ends with its last user. @param reason of calls that still run then */
  leave(reason: VisionError): Promise<void>;
}

/** @param timeoutMs milliseconds that a call may take without progress; 0 = no limit */
export function joinDatasets(timeoutMs: number): DatasetAccess {
  const user = ++lastUser;
  users.add(user);
  return {
    user,
    ask: (method, params) => writing.ask(method, params, { timeoutMs }),
    async leave(reason) {
      users.delete(user);
      if (users.size === 0) await writing.end(reason);
    },
  };
}
