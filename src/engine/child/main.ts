// The main thread of the inference process. It never runs a model itself, so it can answer while one runs.
import { constants, setPriority } from 'node:os';
import { answerCalls } from '../../calls/answer';
import { processPort } from '../../calls/ports';
import { openHub } from '../../hub/hub';
import { endWithParent } from '../../process/end-with-parent';
import type { ProcessApi, ProcessSettings } from '../protocol';
import type { Backend } from './backend';
import { LocalBackend } from './local/local-backend';
import { ModelCache } from './model-cache';
import { ModelCalls } from './model-calls';
import { operations } from './operations';
import { PictureCache } from './picture-cache';
import { Queue } from './queue';
import { RemoteBackend } from './remote/remote-backend';

try {
  // Node-RED has precedence on a machine with few cores. Threads inherit this, so it is set before any thread starts.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
} catch {
  // A sandbox may forbid it. Everything works without, but less smoothly.
}

// After the priority, which the thread that watches the parent inherits.
endWithParent();

process.once('message', (settings) => start(settings as ProcessSettings));

/** Time for the results of failed calls to leave the process. */
const LAST_WORDS_MS = 200;

function start(settings: ProcessSettings): void {
  // A crashed runtime cannot be restarted in the same process. The next call forks a new one.
  const backend: Backend = settings.server
    ? new RemoteBackend(settings.server)
    : new LocalBackend(settings, () => setTimeout(() => process.exit(1), LAST_WORDS_MS));
  const models = new ModelCache(settings.idleMinutes * 60_000);
  const queue = new Queue(backend.concurrency);
  const calls = new ModelCalls(backend, openHub(settings), models, queue);
  answerCalls<ProcessApi>(
    processPort(process),
    operations({ backend, calls, models, pictures: new PictureCache(), queue }),
  );
}
