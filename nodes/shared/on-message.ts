import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { type Handling, messageOf, type OnProgress, VisionError, withCode } from '../../src';
import { type LaneTimes, openActivity } from './activity';
import { attempt, guarded } from './attempt';
import { type BusyOptions, busyOptions, readBusy, waitingLimit } from './busy';
import { cameraName } from './camera-name';
import { downloadReport } from './download-report';
import { Mailbox } from './mailbox';
import { reading, type VisionMessage } from './message';
import { stampTime } from './message-time';
import { type Omissions, type StatusText, statusOf } from './status';

export interface WorkContext {
  /** Aborted when the node is closed. */
  readonly signal: AbortSignal;
  /** The camera that sent the message; the empty text if it has no name, or if the node has no lanes. */
  readonly lane: string;
  /** When the image was taken, in ms since 1970: `msg.vision.time`. */
  readonly time: number;
  /** What a node adds to its entry of `msg.vision`: the age as of now, and what was dropped before this message. */
  handling(): Handling;
  /** Shows and logs the download of a model. */
  readonly onProgress: OnProgress;
}

/** The status to show afterwards, and what is sent. */
export interface WorkResult extends StatusText {
  /** Messages for the second output. They are sent after the message. */
  readonly also?: readonly NodeMessage[];
  /** The message itself is for the second output. */
  readonly isForSecondOutput?: boolean;
  /** The message ends without being sent. */
  readonly isEnded?: boolean;
}

/** Turns the message into the one to send. */
export type Work = (msg: VisionMessage, context: WorkContext) => Promise<WorkResult>;

export interface MessageOptions {
  /** Shown before the first message. */
  readonly idle?: StatusText | undefined;
  /** The options of *When busy*: `busyOptions`, those of `busyOptionsFrom`, or of `cameraBusyOptions`. */
  readonly busy?: BusyOptions;
  /** Forgets the state of a camera, or of all cameras. */
  readonly onReset?: (camera: string | undefined) => void;
}

interface Job {
  readonly msg: VisionMessage;
  readonly send: (msg: VisionMessage | [VisionMessage | null, VisionMessage | NodeMessage[]]) => void;
  readonly done: (error?: Error) => void;
}

/** A job that may wait. */
interface AcceptedJob extends Job {
  readonly lane: string;
  readonly time: number;
  readonly maxAgeMs: number;
}

/**
 * Runs `work` on one message at a time. Messages that arrive meanwhile wait or are dropped, as "When busy" says: in one lane
 * for each camera if the node has lanes, else in a common one. Every message gets exactly one `done`, dropped ones too:
 * Complete nodes use it to release the next frame. `msg.reset` forgets a lane.
 */
export function onMessage(
  RED: NodeAPI,
  node: Node,
  config: object,
  work: Work,
  { idle, busy = busyOptions, onReset = () => {} }: MessageOptions = {},
): void {
  const status = statusOf(RED, node, idle);
  const onProgress = downloadReport(node, status);
  const mailbox = new Mailbox<AcceptedJob>(({ time, maxAgeMs }) => maxAgeMs > 0 && Date.now() - time > maxAgeMs);
  const activity = openActivity(node, (lane) => ({
    waiting: mailbox.waiting(lane),
    dropped: mailbox.counts(lane).laneDropped,
  }));
  const closing = new AbortController();
  const { signal } = closing;
  let isLogged = false;
  /** Resets that wait for the running message, so that it finds the state with which it began. */
  const resets: (() => void)[] = [];
  /** Messages whose lane is read. They keep their order. */
  let arrivals = Promise.resolve();

  async function runFrom(first: AcceptedJob): Promise<void> {
    for (let job: AcceptedJob | undefined = first; job; job = nextJob()) await run(job);
  }

  function nextJob(): AcceptedJob | undefined {
    for (const reset of resets.splice(0)) reset();
    const { next, dropped } = mailbox.next();
    endDropped(dropped);
    return next;
  }

  const omissions = (): Omissions => ({ dropped: mailbox.counts().dropped, forgotten: mailbox.forgotten });

  function endDropped(jobs: readonly Job[]): void {
    for (const job of jobs) end(job);
    if (jobs.length === 0 || isLogged || signal.aborted) return;
    isLogged = true;
    const reported =
      'Messages are dropped: they arrive faster than this node works. The status and msg.vision count them. For files, set When ' +
      'busy to "queue messages"';
    // A logger may throw. The message that arrived is not to blame.
    attempt(() => node.log(reported));
  }

  async function run(job: AcceptedJob): Promise<void> {
    const { msg, lane, time } = job;
    const counts = mailbox.counts(lane);
    const handling = (): Handling => ({ age: Date.now() - time, ...counts });
    const start = performance.now();
    try {
      status.running(counts.dropped);
      const result = await work(msg, { signal, lane, time, handling, onProgress });
      signal.throwIfAborted();
      status.result(result, omissions());
      activity.ended(lane, Date.now() - time, timesOf(node, msg, performance.now() - start));
      if (!result.isEnded) sendOn(job, result);
    } catch (error) {
      // A closed node reports no error: its status and its flow no longer exist.
      if (!signal.aborted) return end(job, unexpected(error));
    }
    end(job);
  }

  /** If a wire branches, Node-RED copies the message, which some properties do not survive. */
  function sendOn({ msg, send }: Job, { also = [], isForSecondOutput = false }: WorkResult): void {
    try {
      if (isForSecondOutput) send([null, msg]);
      else send(also.length > 0 ? [msg, [...also]] : msg);
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
    if (!error) return;
    status.failed(error);
    activity.failed(error);
  }

  /** Catch nodes get a copy of a message, which some messages do not survive. They get its id and topic instead. */
  function reportWithout(msg: VisionMessage, error: VisionError): void {
    const kept = (['_msgid', 'topic'] as const)
      .map((name) => [name, attempt(() => msg[name])] as const)
      .filter(([, value]) => typeof value === 'string');
    guarded(node, () => node.error(error, Object.fromEntries(kept)));
  }

  function arrive(job: AcceptedJob, limit: number): void {
    const { next, dropped } = mailbox.arrive(job, limit, job.lane);
    endDropped(dropped);
    if (next) void runFrom(next);
    else status.running(mailbox.counts().dropped);
  }

  /** Without a name, all lanes are forgotten. */
  function reset(job: Job, lane: string): void {
    const camera = lane === '' ? undefined : lane;
    for (const waiting of mailbox.forget(camera)) end(waiting);
    const finish = (): void => {
      try {
        if (!signal.aborted) onReset(camera);
        status.result({ key: 'reset' }, omissions());
        end(job);
      } catch (error) {
        end(job, unexpected(error));
      }
    };
    if (mailbox.isRunning) resets.push(finish);
    else finish();
  }

  /**
   * Reads the time before any waiting. The lane may be read asynchronously.
   * @throws VisionError `INVALID_INPUT`
   */
  function accept(job: Job): void {
    const settings = readBusy(busy, config);
    const isReset = settings.lanes && reading('msg.reset', 'INVALID_INPUT', () => Boolean(job.msg.reset));
    const timed = { ...job, time: isReset ? 0 : stampTime(RED, job.msg), maxAgeMs: settings.maxAgeSeconds * 1000 };
    const enter = (lane: string): void =>
      isReset ? reset(job, lane) : arrive({ ...timed, lane }, waitingLimit(settings));
    if (settings.lanes) {
      arrivals = arrivals
        .then(() => cameraName(RED, node, settings, job.msg))
        .then(enter)
        .catch((error) => refuse(job, error));
    } else enter('');
  }

  const refuse = (job: Job, error: unknown): void =>
    end(job, withCode(error, 'INVALID_INPUT', 'The settings cannot be read'));

  node.on('input', (msg, send, done) => {
    const job: Job = { msg: msg as VisionMessage, send, done };
    try {
      accept(job);
    } catch (error) {
      refuse(job, error);
    }
  });

  node.on('close', (done: () => void) => {
    closing.abort(new Error('The node was closed'));
    status.stop();
    for (const job of mailbox.close()) end(job);
    for (const reset of resets.splice(0)) reset();
    done();
  });
}

/** The entry of `msg.vision` that a type of node writes, if it has times. */
const timedStages: Readonly<Record<string, 'detector' | 'segmenter' | 'render'>> = {
  'grounding-dino': 'detector',
  sam: 'segmenter',
  'mask-render': 'render',
};

function timesOf({ type }: Node, msg: VisionMessage, total: number): LaneTimes {
  const stage = timedStages[type];
  return (stage && attempt(() => msg.vision?.[stage]?.ms)) ?? { total };
}

const unexpected = (error: unknown): VisionError =>
  withCode(error, 'INTERNAL_ERROR', 'Unexpected error (please report it)');
