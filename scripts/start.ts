// `npm start`: runs Node-RED with the examples loaded, in a user directory that is deleted at the end.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { exampleFlows, makeUserDir, sampleImage } from './user-dir';

const userDir = makeUserDir([...exampleFlows().values()].flat());
process.stdout.write(`Editor: http://127.0.0.1:1880. Web page example: http://127.0.0.1:1880/find?prompt=cyan%20star
Your changes are deleted when this stops.\n`);

const nodeRed = spawn(
  process.execPath,
  // This Node-RED has no login, so only this machine may reach it.
  [require.resolve('node-red/red.js'), '--userDir', userDir, '--define', 'uiHost=127.0.0.1', ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    env: { ...process.env, GROUNDED_SAM_PICTURE: sampleImage },
  },
);

// Both processes receive the signal. This one waits until Node-RED has exited, then deletes the user directory.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => nodeRed.kill('SIGTERM'));
nodeRed.on('exit', (code) => {
  rmSync(userDir, { recursive: true, force: true });
  process.exit(code ?? 1);
});
