/** The message to run now, if there is one, and messages that will never run: the caller ends them. */
export interface Turn<Message> {
  readonly next: Message | undefined;
  readonly dropped: readonly Message[];
}

/** How many messages of a node, and of one of its lanes, were dropped. */
export interface DropCounts {
  readonly dropped: number;
  readonly laneDropped: number;
}

interface Lane<Message> {
  /** In order of arrival. */
  readonly waiting: Message[];
  /** Counts the runs of all lanes; 0 if this lane never ran. */
  lastRun: number;
  /** Counts the arrivals in all lanes. */
  lastArrival: number;
  dropped: number;
}

/** Cameras of one node. Beyond, the least recently used one is forgotten. */
export const MAX_LANES = 64;

/**
 * Decides which message of a node runs next, which wait and which are dropped. One message runs at a time. The others wait
 * in lanes, one for each camera. It keeps no clock and calls nothing but `isTooOld`: the caller runs and ends the messages.
 */
export class Mailbox<Message> {
  readonly #lanes = new Map<string, Lane<Message>>();
  readonly #isTooOld: (waiting: Message) => boolean;
  #running: Lane<Message> | undefined;
  #isClosed = false;
  #runs = 0;
  #arrivals = 0;
  #dropped = 0;
  #forgotten = 0;

  /** @param isTooOld whether a message that waited is dropped when its turn comes */
  constructor(isTooOld: (waiting: Message) => boolean = () => false) {
    this.#isTooOld = isTooOld;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Lanes that were forgotten because there were more than `MAX_LANES`. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** The messages dropped so far. Those of a lane count from when it began: forgetting it ends its count. */
  counts(lane = ''): DropCounts {
    return { dropped: this.#dropped, laneDropped: this.#lanes.get(lane)?.dropped ?? 0 };
  }

  /** The messages of a lane that wait. */
  waiting(lane = ''): number {
    return this.#lanes.get(lane)?.waiting.length ?? 0;
  }

  /**
   * Accepts a message. Beyond `limit` waiting messages in its lane the oldest is dropped. With limit 0 that is the message
   * itself, unless it can run now.
   */
  arrive(message: Message, limit: number, name = ''): Turn<Message> {
    if (this.#isClosed) return { next: undefined, dropped: [message] };
    const crowdedOut = this.#lanes.has(name) ? [] : this.#makeRoom();
    const lane = this.#laneOf(name);
    this.#arrivals++;
    lane.lastArrival = this.#arrivals;
    if (!this.#running) return { next: this.#run(lane, message), dropped: [] };
    lane.waiting.push(message);
    const excess = lane.waiting.splice(0, Math.max(lane.waiting.length - limit, 0));
    return { next: undefined, dropped: [...crowdedOut, ...this.#drop(lane, excess)] };
  }

  /**
   * Call it when the running message ended. Runs the oldest message of the lane whose last run began longest ago, so that a
   * busy lane cannot starve a quiet one. A lane that never ran comes first; of several, the first that began.
   */
  next(): Turn<Message> {
    this.#running = undefined;
    const dropped: Message[] = [];
    for (const lane of [...this.#lanes.values()].sort((a, b) => a.lastRun - b.lastRun)) {
      const fresh = lane.waiting.findIndex((message) => !this.#isTooOld(message));
      const old = lane.waiting.splice(0, fresh === -1 ? lane.waiting.length : fresh);
      dropped.push(...this.#drop(lane, old));
      const message = lane.waiting.shift();
      if (message !== undefined) return { next: this.#run(lane, message), dropped };
    }
    return { next: undefined, dropped };
  }

  /** Forgets a lane, or all of them. Returns its waiting messages, which do not count as dropped. */
  forget(name?: string): Message[] {
    const names = name === undefined ? [...this.#lanes.keys()] : [name];
    return names.flatMap((of) => {
      const waiting = this.#lanes.get(of)?.waiting.splice(0) ?? [];
      this.#lanes.delete(of);
      return waiting;
    });
  }

  /** Returns the messages that waited. Afterwards nothing runs, and messages that arrive are dropped. */
  close(): Message[] {
    this.#isClosed = true;
    return this.forget();
  }

  #run(lane: Lane<Message>, message: Message): Message {
    this.#runs++;
    lane.lastRun = this.#runs;
    this.#running = lane;
    return message;
  }

  #drop(lane: Lane<Message>, messages: readonly Message[]): readonly Message[] {
    lane.dropped += messages.length;
    this.#dropped += messages.length;
    return messages;
  }

  /** Forgets the least recently used idle lane if there are too many. If all wait, it is the least recently run one. */
  #makeRoom(): Message[] {
    if (this.#lanes.size < MAX_LANES) return [];
    const lanes = [...this.#lanes].filter(([, lane]) => lane !== this.#running);
    const idle = lanes.filter(([, { waiting }]) => waiting.length === 0);
    const [name, lane] =
      idle.length > 0
        ? leastOf(idle, ([, { lastArrival }]) => lastArrival)
        : leastOf(lanes, ([, { lastRun }]) => lastRun);
    this.#forgotten++;
    this.#drop(lane, lane.waiting);
    return this.forget(name);
  }

  #laneOf(name: string): Lane<Message> {
    const lane = this.#lanes.get(name) ?? { waiting: [], lastRun: 0, lastArrival: 0, dropped: 0 };
    this.#lanes.set(name, lane);
    return lane;
  }
}

/** The first of the items whose value is least. There is at least one. */
const leastOf = <Item>(items: readonly Item[], rank: (item: Item) => number): Item =>
  items.reduce((least, item) => (rank(item) < rank(least) ? item : least));
