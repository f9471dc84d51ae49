// `npm start`: runs Node-RED with the examples loaded, in a user directory that is deleted at the end. Options of node-red follow
// after `--`: `npm start -- -p 1881`.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { openBrowser } from '../src/cli/open-browser';
import { exampleFlows, makeUserDir } from './user-dir';

const userDir = makeUserDir([...exampleFlows().values()].flat());

const nodeRed = spawn(
  process.execPath,
  // This Node-RED has no login, so only this machine may reach it.
  [require.resolve('node-red/red.js'), '--userDir', userDir, '--define', 'uiHost=127.0.0.1', ...process.argv.slice(2)],
  { stdio: ['inherit', 'pipe', 'inherit'] },
);

let log = '';
nodeRed.stdout.on('data', function announce(chunk: Buffer) {
  process.stdout.write(chunk);
  log += chunk;
  // Node-RED logs its address when it listens, in the language of the user.
  const [, address] = /(https?:\/\/[^\s/]+:\d+\/\S*)\s*\n/.exec(log) ?? [];
  if (!address) return;
  nodeRed.stdout.off('data', announce).pipe(process.stdout);
  process.stdout.write(`
Editor: ${address}
Web page example: ${address.replace(/\/?$/, '/')}find?prompt=cyan%20star
Your changes are deleted when this stops.

`);
  openBrowser(address);
});

// Both processes receive the signal. This one waits until Node-RED has exited, then deletes the user directory.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => nodeRed.kill('SIGTERM'));
nodeRed.on('exit', (code) => {
  rmSync(userDir, { recursive: true, force: true });
  process.exit(code ?? 1);
});
