import type { Node, NodeAPI } from 'node-red';
import type { OnProgress } from '../../src';
import { type BusyOptions, busyOptions, waitingLimit } from './busy';
import { downloadReport } from './download-report';
import { Mailbox } from './mailbox';
import type { VisionMessage } from './message';
import { readOptions } from './options';
import { type StatusText, statusOf } from './status';

export interface WorkContext {
  /** Aborted when the node is closed. */
  readonly signal: AbortSignal;
  /** Messages that the node dropped since it was deployed. */
  readonly dropped: number;
  /** Shows and logs that the model is being downloaded. */
  readonly onProgress: OnProgress;
}

/** Completes the message. What it gives is the node's status afterwards. */
export type Work = (msg: VisionMessage, context: WorkContext) => Promise<StatusText>;

interface Job {
  readonly msg: VisionMessage;
  readonly send: (msg: VisionMessage) => void;
  readonly done: (error?: Error) => void;
}

/**
 * Runs `work` on one message at a time; what waits meanwhile follows the node's "When busy" settings. Every message gets
 * exactly one `done`, dropped ones too: Complete nodes use it to release the next frame.
 */
export function onMessage(
  RED: NodeAPI,
  node: Node,
  config: object,
  idle: StatusText | undefined,
  work: Work,
  busy: BusyOptions = busyOptions,
): void {
  const status = statusOf(RED, node, idle);
  const closing = new AbortController();
  const mailbox = new Mailbox<Job>();
  let dropped = 0;
  const onProgress = downloadReport(node, status);

  async function run({ msg, send, done }: Job): Promise<void> {
    status.running(dropped);
    try {
      const result = await work(msg, { signal: closing.signal, dropped, onProgress });
      closing.signal.throwIfAborted();
      status.result(result);
      send(msg);
      done();
    } catch (error) {
      if (closing.signal.aborted) {
        // A closed node has nobody left to tell; its message still has to end.
        done();
        return;
      }
      status.failed(error);
      done(error as Error);
    }
    const next = mailbox.next();
    if (next) void run(next);
  }

  function accept(job: Job): void {
    const arrival = mailbox.arrive(job, waitingLimit(readOptions(busy, config)));
    dropped += arrival.dropped.length;
    for (const old of arrival.dropped) old.done();
    if (arrival.next) void run(arrival.next);
    else status.running(dropped);
  }

  node.on('input', (msg, send, done) => {
    const job: Job = { msg: msg as VisionMessage, send, done };
    try {
      accept(job);
    } catch (error) {
      job.done(error as Error);
    }
  });

  node.on('close', (done: () => void) => {
    closing.abort(new Error('The node was closed'));
    status.stop();
    for (const job of mailbox.close()) job.done();
    done();
  });
}
