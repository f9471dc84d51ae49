/** What becomes of the messages after one more arrived. */
export interface Arrival<Message> {
  /** The message to run now, if none was running. */
  readonly next: Message | undefined;
  /** Messages that will never run. The caller ends them. */
  readonly dropped: readonly Message[];
}

interface Lane<Message> {
  /** In order of arrival. */
  readonly waiting: Message[];
  /** Counts the runs of all lanes; 0 if this lane never ran. */
  lastRun: number;
}

/**
 * Decides which message of a node runs next, which wait and which are dropped. One message runs at a time. The others wait
 * in lanes, one for each source of messages. It keeps no clock and calls nothing: the caller runs and ends the messages.
 */
export class Mailbox<Message> {
  // Lanes are never removed: the caller limits how many different ones it names.
  readonly #lanes = new Map<string, Lane<Message>>();
  #runs = 0;
  #state: 'idle' | 'running' | 'closed' = 'idle';

  /**
   * Accepts a message. Beyond `limit` waiting messages in its lane the oldest is dropped. With limit 0 that is the message
   * itself, unless it can run now.
   */
  arrive(message: Message, limit: number, lane = ''): Arrival<Message> {
    if (this.#state === 'closed') return { next: undefined, dropped: [message] };
    const { waiting } = this.#laneOf(lane);
    waiting.push(message);
    if (this.#state === 'idle') return { next: this.next(), dropped: [] };
    return { next: undefined, dropped: waiting.splice(0, Math.max(waiting.length - limit, 0)) };
  }

  /**
   * Call it when the running message ended. Returns the message to run now: the oldest of the lane whose last run began
   * longest ago, so that a busy lane cannot starve a quiet one.
   */
  next(): Message | undefined {
    if (this.#state === 'closed') return undefined;
    const ready = [...this.#lanes.values()].filter(({ waiting }) => waiting.length > 0);
    const [lane] = ready.sort((a, b) => a.lastRun - b.lastRun);
    this.#state = lane ? 'running' : 'idle';
    if (!lane) return undefined;
    this.#runs++;
    lane.lastRun = this.#runs;
    return lane.waiting.shift();
  }

  /** Returns the messages that waited. Afterwards nothing runs, and messages that arrive are dropped. */
  close(): Message[] {
    this.#state = 'closed';
    return [...this.#lanes.values()].flatMap(({ waiting }) => waiting.splice(0));
  }

  #laneOf(name: string): Lane<Message> {
    const lane = this.#lanes.get(name) ?? { waiting: [], lastRun: 0 };
    this.#lanes.set(name, lane);
    return lane;
  }
}
