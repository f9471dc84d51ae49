import { setTimeout as sleep } from 'node:timers/promises';
import type { FrameEnd } from './soak-api';

/** The parts of Node-RED's hooks that are used. They see every message before and after each node. */
export interface Hooks {
  add(name: 'onSend', listener: (events: readonly SendEvent[]) => void): void;
  add(name: 'onComplete', listener: (event: CompleteEvent) => void): void;
}

interface SendEvent {
  readonly msg: { readonly _msgid: string };
  readonly destination: { readonly id: string };
}

interface CompleteEvent {
  readonly msg: { readonly _msgid: string };
  readonly node: { readonly id: string };
  readonly error?: { readonly code?: unknown; readonly stack?: unknown };
}

interface Frame {
  /** The nodes that have received it and not ended it, one entry for each message. */
  readonly open: string[];
  received: number;
  readonly codes: string[];
  readonly defects: string[];
  readonly onEnd: () => void;
}

/** Counts for each message how many nodes received it and how many ended it. */
export class MessageLedger {
  private readonly frames = new Map<string, Frame>();
  private twice = 0;
  private followed = 0;

  /** @param watched ids of the nodes whose messages are counted */
  constructor(
    hooks: Hooks,
    private readonly watched: ReadonlySet<string>,
  ) {
    hooks.add('onSend', (events) => {
      for (const { msg, destination } of events) {
        const frame = this.frames.get(msg._msgid);
        if (!frame || !this.watched.has(destination.id)) continue;
        frame.open.push(destination.id);
        frame.received++;
      }
    });
    hooks.add('onComplete', ({ msg, node, error }) => {
      if (this.watched.has(node.id)) this.end(msg._msgid, node.id, error);
    });
  }

  /** Messages whose time was up and that a node has still not ended. */
  get open(): number {
    return this.frames.size - this.followed;
  }

  /** Messages that were ended more often than received. */
  get endedTwice(): number {
    return this.twice;
  }

  /** Waits until the message of this id, which `send` sends to the node `to`, has ended in all nodes. */
  async follow(id: string, to: string, send: () => void, timeoutMs: number): Promise<FrameEnd> {
    const [codes, defects]: [string[], string[]] = [[], []];
    const giveUp = new AbortController();
    let onEnd = (): void => {};
    const ended = new Promise<void>((resolve) => {
      onEnd = resolve;
    });
    const frame: Frame = { open: [to], received: 1, codes, defects, onEnd };
    this.frames.set(id, frame);
    this.followed++;
    send();
    const late = sleep(timeoutMs, undefined, { signal: giveUp.signal }).catch(() => undefined);
    await Promise.race([ended, late]);
    giveUp.abort();
    this.followed--;
    return { open: [...frame.open], codes: [...codes], defects: [...defects], received: frame.received };
  }

  private end(id: string, node: string, error: CompleteEvent['error']): void {
    const frame = this.frames.get(id);
    if (!frame) {
      this.twice++;
      return;
    }
    if (error) {
      const code = typeof error.code === 'string' ? error.code : 'none';
      frame.codes.push(code);
      if (isDefect(code)) frame.defects.push(`${node}: ${error.stack ?? error}`);
    }
    const index = frame.open.indexOf(node);
    if (index === -1) this.twice++;
    else frame.open.splice(index, 1);
    if (frame.open.length > 0) return;
    this.frames.delete(id);
    frame.onEnd();
  }
}

/** Whether an error with this code tells of a mistake in this package. */
const isDefect = (code: string): boolean => code === 'none' || code === 'INTERNAL_ERROR';
