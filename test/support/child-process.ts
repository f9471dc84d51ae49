// A child process that ends with its parent. Its first message says how its main thread is kept busy.
import { endWithParent } from '../../src/process/end-with-parent';

endWithParent();

const works: Readonly<Record<string, () => void>> = {
  idle: () => {},
  'a loop': () => {
    for (;;);
  },
  'a regular expression': () => void /^(a+)+$/.test(`${'a'.repeat(100)}b`),
  sleep: () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
};

process.once('message', (work: string) => {
  process.send?.('working', () => works[work]?.());
});
