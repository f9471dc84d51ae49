import { createServer } from 'node:http';
import RED from 'node-red';

/** The parts of Node-RED's API that its types omit and all users of `startHeadless` need. */
interface Runtime {
  readonly events: { once(name: 'flows:started', listener: () => void): void };
}

/** Resolves when Node-RED has started its flows the next time. */
export const flowsStarted = (): Promise<void> =>
  new Promise((resolve) => (RED as unknown as Runtime).events.once('flows:started', resolve));

/**
 * Starts Node-RED in this process, without an editor and without HTTP, on the flow of a user directory.
 * @param logLevel of the console
 * @param onInit called before the flows start
 */
export async function startHeadless(userDir: string, logLevel: 'error' | 'off', onInit = () => {}): Promise<void> {
  const settings = {
    userDir,
    flowFile: 'flows.json',
    httpAdminRoot: false,
    httpNodeRoot: false,
    credentialSecret: false,
    logging: { console: { level: logLevel, metrics: false, audit: false } },
  };
  RED.init(createServer(), settings as unknown as Parameters<typeof RED.init>[1]);
  onInit();
  const started = flowsStarted();
  await RED.start();
  await started;
}
