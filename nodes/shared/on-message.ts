import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { messageOf, type OnProgress, VisionError, withCode } from '../../src';
import { attempt } from './attempt';
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
  /** Shows and logs the download of a model. */
  readonly onProgress: OnProgress;
}

/** The status to show afterwards, and what is sent. */
export interface WorkResult extends StatusText {
  /** Messages for the second output. They are sent after the message. */
  readonly also?: readonly NodeMessage[];
  /** The message ends without being sent. */
  readonly isEnded?: boolean;
}

/** Turns the message into the one to send. */
export type Work = (msg: VisionMessage, context: WorkContext) => Promise<WorkResult>;

interface Job {
  readonly msg: VisionMessage;
  readonly send: (msg: VisionMessage | [VisionMessage, NodeMessage[]]) => void;
  readonly done: (error?: Error) => void;
}

/**
 * Runs `work` on one message at a time. Messages that arrive meanwhile wait or are dropped, as "When busy" says. Every
 * message gets exactly one `done`, dropped ones too: Complete nodes use it to release the next frame.
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
  const onProgress = downloadReport(node, status);
  const mailbox = new Mailbox<Job>();
  const closing = new AbortController();
  const { signal } = closing;
  let dropped = 0;

  async function runFrom(first: Job | undefined): Promise<void> {
    for (let job = first; job; job = mailbox.next().next) await run(job);
  }

  async function run(job: Job): Promise<void> {
    try {
      status.running(dropped);
      const result = await work(job.msg, { signal, dropped, onProgress });
      signal.throwIfAborted();
      status.result(result);
      if (!result.isEnded) sendOn(job, result);
    } catch (error) {
      // A closed node reports no error: its status and its flow no longer exist.
      if (!signal.aborted) return end(job, withCode(error, 'INTERNAL_ERROR', 'Unexpected error (please report it)'));
    }
    end(job);
  }

  /** If a wire branches, Node-RED copies the message, which some properties do not survive. */
  function sendOn({ msg, send }: Job, { also = [] }: WorkResult): void {
    try {
      send(also.length > 0 ? [msg, [...also]] : msg);
    } catch (error) {
      throw withCode(error, 'INVALID_INPUT', 'The message cannot be sent on');
    }
  }

  /** Whatever Node-RED, its hooks and its plugins throw, the next message runs. */
  function end({ msg, done }: Job, error?: VisionError): void {
    try {
      done(error);
    } catch (thrown) {
      const problem = `The message cannot be passed to Catch or Complete nodes: ${messageOf(thrown)}`;
      const reported = error ? `${error.message}. ${problem}` : problem;
      reportWithout(msg, new VisionError(error?.code ?? 'INVALID_INPUT', reported, { cause: thrown }));
    }
    if (error) status.failed(error);
  }

  /** Catch nodes get a copy of a message, which some messages do not survive. They get its id and topic instead. */
  function reportWithout(msg: VisionMessage, error: VisionError): void {
    const kept = (['_msgid', 'topic'] as const)
      .map((name) => [name, attempt(() => msg[name])] as const)
      .filter(([, value]) => typeof value === 'string');
    try {
      node.error(error, Object.fromEntries(kept));
    } catch (thrown) {
      // A hook or a logger throws.
      attempt(() => node.warn(messageOf(thrown)));
    }
  }

  function accept(job: Job, limit: number): void {
    const arrival = mailbox.arrive(job, limit);
    dropped += arrival.dropped.length;
    for (const old of arrival.dropped) end(old);
    if (arrival.next) void runFrom(arrival.next);
    else status.running(dropped);
  }

  node.on('input', (msg, send, done) => {
    const job: Job = { msg: msg as VisionMessage, send, done };
    let limit: number;
    try {
      limit = waitingLimit(readOptions(busy, config));
    } catch (error) {
      return end(job, withCode(error, 'INVALID_INPUT', 'The settings cannot be read'));
    }
    accept(job, limit);
  });

  node.on('close', (done: () => void) => {
    closing.abort(new Error('The node was closed'));
    status.stop();
    for (const job of mailbox.close()) end(job);
    done();
  });
}
