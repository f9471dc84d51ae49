// `npm start`: Node-RED with the examples loaded, in a user directory that is thrown away at the end.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { exampleFlows, makeUserDir, samplePicture } from './user-dir';

const userDir = makeUserDir([...exampleFlows().values()].flat());
process.stdout.write(`The editor will be at http://127.0.0.1:1880, the web page example at http://127.0.0.1:1880/find?prompt=cyan%20star
What you change is kept only while this runs.\n`);

const nodeRed = spawn(
  process.execPath,
  [require.resolve('node-red/red.js'), '--userDir', userDir, ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    env: { ...process.env, GROUNDED_SAM_PICTURE: samplePicture },
  },
);

// Node-RED ends first, on the signal that both get; then there is something to clean up.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => nodeRed.kill('SIGTERM'));
nodeRed.on('exit', (code) => {
  rmSync(userDir, { recursive: true, force: true });
  process.exit(code ?? 1);
});
