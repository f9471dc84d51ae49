import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { packageFolder } from '../../scripts/user-dir';
import { browserCommand } from '../../src/cli/browser-command';
import { freePort } from '../support/servers';
import { until } from '../support/until';

/** Whether something accepts connections. */
const accepts = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2000 }, () => resolve(true));
    socket.on('error', () => resolve(false)).on('timeout', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });

describe('npm start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'grounded-sam-start-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('prints the address of its port, opens it in the browser, and listens on this machine only', async function () {
    if (process.platform !== 'linux') this.skip();
    const [port, opened] = [await freePort(), join(folder, 'opened')];
    const browser = join(folder, 'xdg-open');
    writeFileSync(browser, `#!/bin/sh\nprintf %s "$1" > '${opened}'\n`);
    chmodSync(browser, 0o755);
    const env = { ...process.env, DISPLAY: ':0', PATH: `${folder}${delimiter}${process.env.PATH}` };
    for (const name of ['CI', 'SSH_CONNECTION', 'BROWSER']) Reflect.deleteProperty(env, name);
    const child = spawn(process.execPath, [join(packageFolder, 'dist/scripts/start.js'), '-p', String(port)], { env });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    try {
      await until(() => output.includes('Editor: '));
      await until(() => existsSync(opened) && readFileSync(opened, 'utf8') !== '');

      const address = `http://127.0.0.1:${port}/`;
      assert.ok(output.includes(`Editor: ${address}\n`), output);
      assert.ok(output.includes(`${address}find?prompt=`), output);
      assert.equal(readFileSync(opened, 'utf8'), address);
      assert.equal((await fetch(address)).status, 200);
      const others = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
      for (const { address: other } of others.filter(({ internal, family }) => !internal && family === 'IPv4')) {
        assert.equal(await accepts(other, port), false, other);
      }
    } finally {
      child.kill();
      await once(child, 'exit');
    }
  });

  it('opens no browser without a screen, over SSH, on a build server or if told so', () => {
    const url = 'http://127.0.0.1:1880/';
    const screen = { DISPLAY: ':0' };

    assert.deepEqual(browserCommand(url, 'linux', screen), { file: 'xdg-open', args: [url] });
    assert.deepEqual(browserCommand(url, 'linux', { WAYLAND_DISPLAY: 'wayland-0' })?.args, [url]);
    assert.deepEqual(browserCommand(url, 'darwin', {}), { file: 'open', args: [url] });
    assert.deepEqual(browserCommand(url, 'win32', {})?.args.at(-1), url);
    assert.equal(browserCommand(url, 'linux', {}), undefined);
    for (const name of ['CI', 'SSH_CONNECTION']) {
      assert.equal(browserCommand(url, 'linux', { ...screen, [name]: '1' }), undefined);
      assert.equal(browserCommand(url, 'darwin', { [name]: '1' }), undefined);
    }
    assert.equal(browserCommand(url, 'linux', { ...screen, BROWSER: 'none' }), undefined);
  });
});
