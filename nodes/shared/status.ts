import type { Node, NodeAPI, NodeStatusFill, NodeStatusShape } from 'node-red';
import { type DownloadProgress, formatBytes, percentOf, type VisionError } from '../../src';
import { guarded } from './attempt';

/** A text of the shared catalogue `editor/locales`, under `status`, and its values. */
export interface StatusText {
  readonly key: string;
  readonly values?: Readonly<Record<string, string | number>>;
  /** The key of a shorter text, for a status that also has the number of dropped messages. */
  readonly brief?: string;
}

/** What a node did not work on since it was deployed. */
export interface Omissions {
  /** Messages. */
  readonly dropped: number;
  /** Lanes that were forgotten because there were too many. */
  readonly forgotten: number;
}

export interface NodeStatus {
  running(dropped: number): void;
  downloading(progress: DownloadProgress): void;
  /** The node waits for something outside Node-RED. */
  waiting(text: StatusText): void;
  /** @param omissions none by default */
  result(text: StatusText, omissions?: Omissions): void;
  failed(error: VisionError): void;
  /** No status is shown afterwards. */
  stop(): void;
}

const NO_OMISSIONS: Omissions = { dropped: 0, forgotten: 0 };

/** Node-RED sends every status to every open editor. Core nodes have this limit too (node-red/node-red#3059). */
const MIN_INTERVAL_MS = 500;

/** Shows the state of a node, at most twice a second. The last state is always shown. */
export function statusOf(RED: NodeAPI, node: Node, idle: StatusText | undefined): NodeStatus {
  const text = ({ key, values }: StatusText): string =>
    RED._(`@grounded-sam/node-red/editor:status.${key}`, { ...values });
  let hasResult = false;
  let lastShown = 0;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  function show(fill: NodeStatusFill, shape: NodeStatusShape, status: StatusText): void {
    if (isStopped) return;
    clearTimeout(timer);
    const wait = Math.max(lastShown + MIN_INTERVAL_MS - Date.now(), 0);
    const set = (): void => {
      lastShown = Date.now();
      guarded(node, () => node.status({ fill, shape, text: text(status) }));
    };
    if (wait === 0) set();
    else timer = setTimeout(set, wait);
  }

  /** There is room for one of the two. */
  function withOmissions(result: StatusText, { dropped, forgotten } = NO_OMISSIONS): StatusText {
    if (dropped === 0 && forgotten === 0) return result;
    const brief = text({ ...result, key: result.brief ?? result.key });
    if (forgotten > 0) return { key: 'andForgotten', values: { text: brief } };
    return { key: 'andDropped', values: { text: brief, dropped } };
  }

  if (idle) node.status({ fill: 'grey', shape: 'ring', text: text(idle) });
  return {
    running(dropped) {
      if (!hasResult) show('yellow', 'ring', { key: 'loading' });
      else if (dropped > 0) show('yellow', 'dot', { key: 'dropped', values: { count: dropped } });
      else show('blue', 'dot', { key: 'running' });
    },
    downloading(progress) {
      const values = { percent: percentOf(progress), size: formatBytes(progress.totalBytes) };
      show('yellow', 'ring', { key: 'downloading', values });
    },
    waiting: (text) => show('yellow', 'ring', text),
    result(result, omissions) {
      hasResult = true;
      show('green', 'dot', withOmissions(result, omissions));
    },
    failed: ({ code, reason }) =>
      show('red', 'ring', reason ? { key: `reason.${reason.key}`, values: { ...reason } } : { key: `error.${code}` }),
    stop() {
      clearTimeout(timer);
      isStopped = true;
    },
  };
}
