import type { Worker } from 'node:worker_threads';
import { LocalBackend } from '../../../../../src/engine/child/local/local-backend';
import { describeBackend } from '../../../../support/describe-backend';

describeBackend('local', {
  open: (onCrash) => new LocalBackend({ device: 'cpu', threads: 1 }, onCrash),
  close: (backend) => (backend as LocalBackend).close(),
  crash: (backend) => void (Reflect.get(backend, 'worker') as Worker).terminate(),
});
