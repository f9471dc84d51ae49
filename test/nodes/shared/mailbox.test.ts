import assert from 'node:assert/strict';
import { type BusySettings, waitingLimit } from '../../../nodes/shared/busy';
import { Mailbox } from '../../../nodes/shared/mailbox';

/**
 * Plays a script: `a1` is a message that arrives in lane `a`, `.` the end of the running message, `!` the end of the node.
 * Returns the messages in the order in which they ran, were dropped, and were returned by the end of the node.
 */
function play(script: string, busy: BusySettings) {
  const mailbox = new Mailbox<string>();
  const ran: string[] = [];
  const dropped: string[] = [];
  const left: string[] = [];
  const run = (message: string | undefined): void => void (message && ran.push(message));
  for (const event of script.split(' ')) {
    if (event === '.') run(mailbox.next());
    else if (event === '!') left.push(...mailbox.close());
    else {
      const arrival = mailbox.arrive(event, waitingLimit(busy), event[0]);
      run(arrival.next);
      dropped.push(...arrival.dropped);
    }
  }
  return { ran: ran.join(' '), dropped: dropped.join(' '), left: left.join(' ') };
}

const newest: BusySettings = { busy: 'newest', queueLength: 5 };
const drop: BusySettings = { busy: 'drop', queueLength: 5 };
const queue = (queueLength: number): BusySettings => ({ busy: 'queue', queueLength });

describe('mailbox', () => {
  const rows: [BusySettings, string, { ran: string; dropped?: string; left?: string }][] = [
    // One at a time: nothing waits, nothing is dropped.
    [newest, 'a1 . a2 . a3 .', { ran: 'a1 a2 a3' }],
    [queue(1), 'a1 . a2 . a3 .', { ran: 'a1 a2 a3' }],
    [drop, 'a1 . a2 . a3 .', { ran: 'a1 a2 a3' }],

    // A burst while the first one runs.
    [newest, 'a1 a2 a3 a4 . .', { ran: 'a1 a4', dropped: 'a2 a3' }],
    [queue(1), 'a1 a2 a3 a4 . .', { ran: 'a1 a4', dropped: 'a2 a3' }],
    [queue(2), 'a1 a2 a3 a4 . . .', { ran: 'a1 a3 a4', dropped: 'a2' }],
    [queue(3), 'a1 a2 a3 a4 . . . .', { ran: 'a1 a2 a3 a4' }],
    [drop, 'a1 a2 a3 a4 . .', { ran: 'a1', dropped: 'a2 a3 a4' }],

    // Arrivals between the ends of others.
    [newest, 'a1 a2 . a3 a4 . a5 . .', { ran: 'a1 a2 a4 a5', dropped: 'a3' }],
    [queue(2), 'a1 a2 a3 . a4 a5 . . .', { ran: 'a1 a2 a4 a5', dropped: 'a3' }],
    [drop, 'a1 a2 . a3 a4 . a5 .', { ran: 'a1 a3 a5', dropped: 'a2 a4' }],

    // An end without a message that waits leaves the mailbox idle, however often it is reported.
    [newest, '. . a1 . . a2', { ran: 'a1 a2' }],

    // The end of the node returns what waited, in order. Later arrivals are dropped, and nothing runs.
    [newest, 'a1 a2 a3 ! .', { ran: 'a1', dropped: 'a2', left: 'a3' }],
    [queue(3), 'a1 a2 a3 ! . a4 .', { ran: 'a1', dropped: 'a4', left: 'a2 a3' }],
    [drop, 'a1 a2 ! a3', { ran: 'a1', dropped: 'a2 a3' }],
    [queue(3), '! a1', { ran: '', dropped: 'a1' }],
    [queue(3), 'a1 a2 ! !', { ran: 'a1', left: 'a2' }],

    // Lanes: the limit is for each of them.
    [newest, 'a1 a2 b1 a3 b2 . . .', { ran: 'a1 b2 a3', dropped: 'a2 b1' }],
    [queue(2), 'a1 a2 a3 b1 b2 b3 . . . . .', { ran: 'a1 b2 a2 b3 a3', dropped: 'b1' }],
    [drop, 'a1 b1 . b2 a2 .', { ran: 'a1 b2', dropped: 'b1 a2' }],

    // A quiet lane runs next, whatever a busy one sends.
    [newest, 'a1 a2 b1 . a3 a4 . b2 a5 . .', { ran: 'a1 b1 a4 b2 a5', dropped: 'a2 a3' }],
    // A lane that never ran is before those that did; of several, the first that arrived.
    [queue(5), 'a1 a2 c1 b1 . . . .', { ran: 'a1 c1 b1 a2' }],
    [queue(5), 'a1 b1 a2 ! c1', { ran: 'a1', dropped: 'c1', left: 'a2 b1' }],
  ];
  for (const [busy, script, expected] of rows) {
    const { busy: name, queueLength } = busy;
    it(`${name === 'queue' ? `queue of ${queueLength}` : name}: ${script}`, () => {
      assert.deepEqual(play(script, busy), { dropped: '', left: '', ...expected });
    });
  }

  it('starts lanes that always have a waiting message equally often', () => {
    const mailbox = new Mailbox<string>();
    const runs = new Map<string, number>();
    const lanes = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    for (let round = 0; round < 100; round++) {
      // The first lanes send more often than the last.
      lanes.forEach((lane, index) => {
        for (let count = index; count < lanes.length; count++) {
          const { next } = mailbox.arrive(lane, 1, lane);
          if (next) runs.set(next, (runs.get(next) ?? 0) + 1);
        }
      });
      const next = mailbox.next()!;
      runs.set(next, (runs.get(next) ?? 0) + 1);
    }

    const counts = lanes.map((lane) => runs.get(lane)!);
    assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, String(counts));
  });
});
