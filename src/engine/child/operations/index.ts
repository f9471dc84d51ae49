import type { Handlers } from '../../../calls/api';
import type { ProcessApi } from '../../protocol';
import { cancelDownload } from './cancel-download';
import { checks } from './checks';
import { detect } from './detect';
import { load } from './load';
import type { Shared } from './operation';
import { reopen } from './reopen';
import { retain } from './retain';
import { segment } from './segment';
import { status } from './status';
import { unload } from './unload';

/** The handlers of all calls that the inference process answers. */
export const operations = (shared: Shared): Handlers<ProcessApi> => ({
  load: load(shared),
  retain: retain(shared),
  reopen: reopen(shared),
  cancelDownload: cancelDownload(shared),
  detect: detect(shared),
  segment: segment(shared),
  status: status(shared),
  checks: checks(shared),
  unload: unload(shared),
});
