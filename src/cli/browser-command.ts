/** A command that opens a page in the user's browser. */
export interface BrowserCommand {
  readonly file: string;
  readonly args: readonly string[];
}

/**
 * The command that opens `url`, or none: without a screen, over SSH, on a build server, or with `BROWSER=none`.
 * @param env the environment of the process
 */
export function browserCommand(
  url: string,
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): BrowserCommand | undefined {
  if (env.BROWSER === 'none' || env.CI || env.SSH_CONNECTION) return undefined;
  if (platform === 'win32') return { file: 'cmd', args: ['/c', 'start', '', url] };
  if (platform === 'darwin') return { file: 'open', args: [url] };
  return env.DISPLAY || env.WAYLAND_DISPLAY ? { file: 'xdg-open', args: [url] } : undefined;
}
