import type { Node } from 'node-red';
import type { StageTimes, VisionError } from '../../src';
import type { EditorNode } from './editor-nodes';

/** What one camera of a node did lately. A node without lanes has one, with the empty name. */
export interface LaneActivity {
  readonly lane: string;
  /** Messages that ended with a result, per second, over the last 10 s. */
  readonly perSecond: number;
  /** Of the last result: milliseconds from the time of its image. */
  readonly age: number;
  /** Of the last result. Absent for images that no message requested. */
  readonly ms?: LaneTimes | undefined;
  /** Messages that wait. */
  readonly waiting: number;
  /** Messages that were dropped since the node was deployed. */
  readonly dropped: number;
}

/** Milliseconds of the last result. The stages are known for nodes that use a model. */
export type LaneTimes = Pick<StageTimes, 'total'> & Partial<StageTimes>;

/** What a deployed node did lately. */
export interface NodeActivity {
  /** As the editor knows it: in a subflow, the id of the node in the template. */
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly lanes: readonly LaneActivity[];
}

/** An error that a node reported. */
export interface ReportedError {
  /** When it was last reported, in ms since 1970. */
  readonly time: number;
  /** How often it was reported in sequence. */
  readonly count: number;
  readonly node: Pick<NodeActivity, 'id' | 'type' | 'name'>;
  readonly code: string;
  readonly message: string;
}

/** Notes what a node does. Nothing of it leaves the memory of Node-RED's process. */
export interface ActivityLog {
  /** A message of a camera ended with a result. */
  ended(lane: string, age: number, ms?: LaneTimes): void;
  failed(error: VisionError): void;
}

/** The messages of a camera that wait, and those that were dropped. */
export type QueueOf = (lane: string) => Pick<LaneActivity, 'waiting' | 'dropped'>;

type KnownNode = EditorNode & Pick<Node, 'type' | 'name'>;

const RATE_MS = 10_000;
const MAX_LANES = 64;
const MAX_ERRORS = 10;

interface LaneLog {
  /** When the results of the last 10 s ended. */
  readonly times: number[];
  readonly age: number;
  readonly ms: LaneTimes | undefined;
}

interface NodeLog {
  readonly about: Pick<NodeActivity, 'id' | 'type' | 'name'>;
  /** The lane whose last result is oldest is first. */
  readonly lanes: Map<string, LaneLog>;
  readonly queueOf: QueueOf;
}

const logs = new Map<KnownNode, NodeLog>();
const errors: ReportedError[] = [];

/** Opens the log of a node, or returns its open one. It closes with the node. Errors stay. */
export function openActivity(node: KnownNode, queueOf: QueueOf = noQueue, clock = Date.now): ActivityLog {
  const log = logs.get(node) ?? newLog(node, queueOf);
  const { about, lanes } = log;
  return {
    ended(lane, age, ms) {
      const { times } = lanes.get(lane) ?? { times: [] as number[] };
      const now = clock();
      times.push(now);
      forgetBefore(times, now - RATE_MS);
      lanes.delete(lane);
      lanes.set(lane, { times, age, ms });
      const [oldest] = lanes.keys();
      if (lanes.size > MAX_LANES) lanes.delete(oldest!);
    },

    failed({ code, message }) {
      const last = errors[0];
      const isSame = last !== undefined && last.node.id === about.id && last.message === message;
      if (isSame) errors.shift();
      errors.unshift({ time: clock(), count: isSame ? last.count + 1 : 1, node: about, code, message });
      errors.splice(MAX_ERRORS);
    },
  };
}

const noQueue: QueueOf = () => ({ waiting: 0, dropped: 0 });

function newLog(node: KnownNode, queueOf: QueueOf): NodeLog {
  const about = { id: node._alias ?? node.id, type: node.type, name: node.name ?? '' };
  const log: NodeLog = { about, lanes: new Map(), queueOf };
  logs.set(node, log);
  node.on('close', () => void logs.delete(node));
  return log;
}

/** All deployed nodes of this package that get messages or images. */
export const nodeActivities = (now = Date.now()): NodeActivity[] =>
  [...logs.values()].map(({ about, lanes, queueOf }) => ({
    ...about,
    lanes: [...lanes].map(([lane, { times, age, ms }]) => {
      forgetBefore(times, now - RATE_MS);
      return { lane, perSecond: (times.length * 1000) / RATE_MS, age, ms, ...queueOf(lane) };
    }),
  }));

/** The last ten errors of all nodes, the last one first. Equal ones in sequence are one. */
export const lastErrors = (): readonly ReportedError[] => [...errors];

function forgetBefore(times: number[], time: number): void {
  const first = times.findIndex((one) => one >= time);
  times.splice(0, first === -1 ? times.length : first);
}
