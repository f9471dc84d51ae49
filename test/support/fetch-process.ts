// A process that downloads org/dino and sends the hash of its graph, or writes the code and the message of the error.
import { readFileSync } from 'node:fs';
import { openHub } from '../../src';
import { detector } from './hub';
import { sha256 } from './hub-server';

openHub()
  .fetch(detector('org/dino'))
  .then(
    ({ graphs }) => process.send!(sha256(readFileSync(graphs[0]!)), () => process.disconnect()),
    (error: { code?: string }) => {
      process.stderr.write(`${error.code}: ${String(error)}\n`);
      process.exit(1);
    },
  );
