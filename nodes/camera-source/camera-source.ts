import type { Node, NodeAPI, NodeDef } from 'node-red';
import { type Camera, type CameraListener, decodeDefaults, openCamera, type VisionError, withCode } from '../../src';
import { openActivity } from '../shared/activity';
import { guarded } from '../shared/attempt';
import { busyOptionsFrom } from '../shared/busy';
import { writeMessage } from '../shared/message';
import { type Migration, migrated } from '../shared/migrations';
import { onMessage, type Work } from '../shared/on-message';
import { anyTextOption, choiceOption, flagOption, numberOption, readOptions } from '../shared/options';
import { openPreview } from '../shared/preview';
import { statusOf } from '../shared/status';
import { imagesStatus } from '../shared/status-texts';

export const options = {
  address: anyTextOption(''),
  trigger: choiceOption('interval', ['interval', 'message']),
  interval: numberOption(1, 0, 86_400),
  keyFrames: flagOption(false),
  acceptAnyCertificate: flagOption(false),
  waitSeconds: numberOption(15, 1, 3600),
} as const;

/** Each message gets an image of its own. */
const busy = busyOptionsFrom({ busy: 'queue', queueLength: 100 });

/** Properties in which nodes of this package described the image that a message had before. */
const ofEarlierImage = ['vision', 'motion', 'detections', 'masks', 'tracks', 'zones', 'lines'] as const;

interface Credentials {
  user: string;
  password: string;
}

/** Steps from the settings of older versions. */
export const migrations: readonly Migration[] = [];

export default function register(RED: NodeAPI): void {
  /** Functions that run when all nodes of the flows exist. Before that, Catch nodes would not get errors. */
  const beginnings = new Set<() => void>();

  /** One listener for all nodes: Node.js warns of more than ten. */
  function whenStarted(begin: () => void): void {
    if (beginnings.size === 0) RED.events.once('flows:started', beginAll);
    beginnings.add(begin);
  }

  function beginAll(): void {
    for (const begin of beginnings) begin();
    beginnings.clear();
  }

  function CameraSourceNode(this: Node<Credentials>, saved: NodeDef): void {
    RED.nodes.createNode(this, saved);
    const config = migrated(saved, migrations);
    const status = statusOf(RED, this, undefined);
    const preview = openPreview(this);
    const closing = new AbortController();
    let opened: Camera | undefined;
    let count = 0;
    /** The messages and the watch that run. */
    let taking: Promise<unknown> = Promise.resolve();
    let watching: Promise<unknown> = Promise.resolve();

    const open = (): Camera => {
      const { address, interval, keyFrames, acceptAnyCertificate, waitSeconds } = readOptions(options, config);
      const { user = '', password = '' } = this.credentials ?? {};
      opened ??= openCamera({
        ...{ address, user, password, acceptAnyCertificate },
        ...{ intervalMs: interval * 1000, timeoutMs: waitSeconds * 1000, keyFramesOnly: keyFrames },
      });
      return opened;
    };
    const show = (image: Buffer, camera: string): void =>
      preview.offer(() => ({ image, decode: decodeDefaults, camera }));
    const nameOf = ({ host }: Camera): string => this.name?.trim() || host;

    const work: Work = async (msg, { signal }) => {
      const camera = open();
      const taken = camera.take(signal);
      taking = taken.catch(() => undefined);
      const { data, time } = await taken;
      for (const name of ofEarlierImage) Reflect.deleteProperty(msg, name);
      writeMessage(RED, msg, 'topic', nameOf(camera));
      writeMessage(RED, msg, 'timestamp', time);
      writeMessage(RED, msg, 'payload', data);
      show(data, nameOf(camera));
      count++;
      return imagesStatus('received', count);
    };
    onMessage(RED, this, config, work, { busy });
    const activity = openActivity(this);

    const watch = (): void => {
      try {
        if (readOptions(options, config).trigger === 'message') return;
        const camera = open();
        status.waiting({ key: 'connecting' });
        watching = camera.watch(listenerOf(camera), closing.signal);
      } catch (error) {
        report(withCode(error, 'INVALID_INPUT', 'The settings cannot be read'));
      }
    };

    const report = (error: VisionError, topic = this.name): void => {
      guarded(this, () => this.error(error, { topic }));
      status.failed(error);
      activity.failed(error);
    };

    const listenerOf = (camera: Camera): CameraListener => {
      const topic = nameOf(camera);
      let reported: string | undefined;
      return {
        onImage: ({ data, time }) => {
          if (reported !== undefined) this.log(`Camera ${camera.host} sends images again`);
          reported = undefined;
          count++;
          status.result(imagesStatus('received', count));
          activity.ended('', Date.now() - time);
          show(data, topic);
          guarded(this, () => this.send({ topic, timestamp: time, payload: data } as never));
        },
        // Once per outage, not with each attempt.
        onPause: (pauseMs, error) => {
          if (!error) return status.waiting({ key: 'reconnecting', values: { seconds: Math.ceil(pauseMs / 1000) } });
          if (error.message === reported) return status.failed(error);
          reported = error.message;
          report(error, topic);
        },
      };
    };

    whenStarted(watch);
    this.on('close', (done: () => void) => {
      beginnings.delete(watch);
      closing.abort(new Error('The node was closed'));
      status.stop();
      void Promise.all([taking, watching]).finally(done);
    });
  }
  RED.nodes.registerType('camera-source', CameraSourceNode, {
    credentials: { user: { type: 'text' }, password: { type: 'password' } },
  });
}
