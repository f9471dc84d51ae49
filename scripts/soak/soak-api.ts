import type { FlowNode } from '../user-dir';

/** How the nodes of the flow ended one message. */
export interface FrameEnd {
  /** Ids of the nodes that had not ended the message when the time was up. */
  readonly open: readonly string[];
  /** The codes of errors, `none` for an error without one. */
  readonly codes: readonly string[];
  /** The node and the stack of each error without a code or with the code `INTERNAL_ERROR`. */
  readonly defects: readonly string[];
  /** Number of nodes that received it. If it is 1, the first node failed, or dropped it. */
  readonly received: number;
}

/** The state of Node-RED's process since the last sample. */
export interface Sample {
  /** Bytes after garbage collection: resident, and the heap with the buffers outside it. */
  readonly rss: number;
  readonly heap: number;
  /** The part of `rss` that is V8's young generation. */
  readonly young: number;
  /** Open handles that keep the process alive: sockets, timers, children, workers. */
  readonly handles: number;
  /** Longest delay of the event loop, in milliseconds. */
  readonly longestDelay: number;
  /** Messages whose time was up and that a node has still not ended. */
  readonly open: number;
  /** Messages that a node ended more often than it received them. */
  readonly endedTwice: number;
}

/** Calls to the process in which Node-RED runs. */
export interface SoakApi {
  /** Starts Node-RED in a user directory. */
  start(params: { readonly userDir: string }): void;
  /** Sends `message` to a node, and waits until the nodes of the flow have ended it and all messages made of it. */
  frame(params: { readonly to: string; readonly message: object; readonly timeoutMs: number }): FrameEnd;
  /** Deploys another flow as *Full* does. */
  deploy(params: { readonly flow: readonly FlowNode[] }): void;
  sample(params: Record<string, never>): Sample;
}
