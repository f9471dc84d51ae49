import { spawn } from 'node:child_process';
import { browserCommand } from './browser-command';

/** Opens an address in the user's browser, if there is one: see `browserCommand`. Never fails: the address was printed. */
export function openBrowser(url: string): void {
  const browser = browserCommand(url, process.platform, process.env);
  if (!browser) return;
  spawn(browser.file, browser.args, { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
