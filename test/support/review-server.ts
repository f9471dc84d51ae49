import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cliPath } from './cli';
import { until } from './until';

/** `grounded-sam review` in a process group of its own. */
export interface ReviewProcess {
  readonly url: string;
  /** @param signal SIGTERM by default; SIGKILL ends all processes of the group at once */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Serves a dataset. @param args more arguments: `--by NAME` */
export async function startReview(folder: string, port: number, ...args: readonly string[]): Promise<ReviewProcess> {
  const command = [cliPath, 'review', folder, '--no-browser', '--port', String(port), ...args];
  const child = spawn(process.execPath, command, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (text) => {
    output += text;
  });
  await until(() => {
    if (child.exitCode !== null) throw new Error(`grounded-sam review ended: ${output}`);
    return /http:\S+/.test(output);
  });
  return {
    url: /http:\S+/.exec(output)![0],
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      // The group is killed at once; otherwise, the program ends its own processes.
      process.kill(signal === 'SIGKILL' ? -child.pid! : child.pid!, signal);
      await ended;
    },
  };
}
