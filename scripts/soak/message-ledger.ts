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
  readonly error?: { readonly code?: unknown };
}

interface Frame {
  /** Messages that nodes have received and not ended. */
  open: number;
  received: number;
  readonly codes: string[];
  readonly onEnd: () => void;
}

/** Counts for each message how many nodes received it and how many ended it. */
export class MessageLedger {
  private readonly frames = new Map<string, Frame>();
  private twice = 0;

  /** @param watched ids of the nodes whose messages are counted */
  constructor(
    hooks: Hooks,
    private readonly watched: ReadonlySet<string>,
  ) {
    hooks.add('onSend', (events) => {
      for (const { msg, destination } of events) {
        const frame = this.frames.get(msg._msgid);
        if (!frame || !this.watched.has(destination.id)) continue;
        frame.open++;
        frame.received++;
      }
    });
    hooks.add('onComplete', ({ msg, node, error }) => {
      if (this.watched.has(node.id)) this.end(msg._msgid, error);
    });
  }

  /** Messages that were ended more often than received. A late end of a message whose time was up counts too. */
  get endedTwice(): number {
    return this.twice;
  }

  /** Waits until the message of this id, which `send` sends to one node, has ended in all nodes. */
  async follow(id: string, send: () => void, timeoutMs: number): Promise<FrameEnd> {
    const codes: string[] = [];
    const giveUp = new AbortController();
    let onEnd = (): void => {};
    const ended = new Promise<boolean>((resolve) => {
      onEnd = () => resolve(true);
    });
    const frame: Frame = { open: 1, received: 1, codes, onEnd };
    this.frames.set(id, frame);
    send();
    const late = sleep(timeoutMs, false, { signal: giveUp.signal }).catch(() => false);
    const inTime = await Promise.race([ended, late]);
    giveUp.abort();
    this.frames.delete(id);
    return { ended: inTime, codes, received: frame.received };
  }

  private end(id: string, error: CompleteEvent['error']): void {
    const frame = this.frames.get(id);
    if (!frame) {
      this.twice++;
      return;
    }
    if (error) frame.codes.push(typeof error.code === 'string' ? error.code : 'none');
    frame.open--;
    if (frame.open === 0) frame.onEnd();
  }
}
