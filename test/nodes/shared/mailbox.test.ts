import assert from 'node:assert/strict';
import { type BusySettings, waitingLimit } from '../../../nodes/shared/busy';
import { MAX_LANES, Mailbox } from '../../../nodes/shared/mailbox';
import { random } from '../../support/random';

/**
 * Plays a script: `a1` is a message that arrives in lane `a`, `.` the end of the running message, `-a` the reset of lane `a`,
 * `!` the end of the node. A message with a `~` is too old. Returns the messages in the order in which they ran, were
 * dropped, and were returned by a reset or by the end of the node.
 */
function play(script: string, busy: BusySettings) {
  const mailbox = new Mailbox<string>((message) => message.includes('~'));
  const ran: string[] = [];
  const dropped: string[] = [];
  const left: string[] = [];
  for (const event of script.split(' ')) {
    if (event === '!') left.push(...mailbox.close());
    else if (event.startsWith('-')) left.push(...mailbox.forget(event.slice(1)));
    else {
      const turn = event === '.' ? mailbox.next() : mailbox.arrive(event, waitingLimit(busy), event[0]);
      if (turn.next) ran.push(turn.next);
      dropped.push(...turn.dropped);
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

    // A message that waited and is too old when its turn comes is dropped. One that did not wait runs.
    [newest, 'a1~ a2~ b1 . . .', { ran: 'a1~ b1', dropped: 'a2~' }],
    [queue(5), 'a1 a2~ a3~ a4 a5~ . . .', { ran: 'a1 a4', dropped: 'a2~ a3~ a5~' }],
    [queue(5), 'a1 a2~ b1~ . a3', { ran: 'a1 a3', dropped: 'b1~ a2~' }],

    // A reset returns the messages that wait in a lane. The running message and other lanes stay.
    [queue(5), 'a1 a2 a3 b1 -a . .', { ran: 'a1 b1', left: 'a2 a3' }],
    [queue(5), 'a1 -a a2 . .', { ran: 'a1 a2' }],
    [newest, '-a a1 -b .', { ran: 'a1' }],
  ];
  for (const [busy, script, expected] of rows) {
    const { busy: name, queueLength } = busy;
    it(`${name === 'queue' ? `queue of ${queueLength}` : name}: ${script}`, () => {
      assert.deepEqual(play(script, busy), { dropped: '', left: '', ...expected });
    });
  }

  it('counts dropped messages of the node and of each lane', () => {
    const mailbox = new Mailbox<string>((message) => message === 'old');
    for (const lane of ['a', 'b', 'b', 'b', 'a', 'a']) mailbox.arrive('new', 1, lane);
    mailbox.arrive('old', 1, 'c');
    mailbox.next();
    mailbox.next();
    mailbox.next();

    assert.deepEqual(mailbox.counts('a'), { dropped: 4, laneDropped: 1 });
    assert.deepEqual(mailbox.counts('b'), { dropped: 4, laneDropped: 2 });
    assert.deepEqual(mailbox.counts('c'), { dropped: 4, laneDropped: 1 });
    assert.deepEqual(mailbox.counts('never used'), { dropped: 4, laneDropped: 0 });
    mailbox.forget('b');
    assert.deepEqual(mailbox.counts('b'), { dropped: 4, laneDropped: 0 });
  });

  describe(`with more than ${MAX_LANES} lanes`, () => {
    /** A mailbox that runs a message of lane 0 and knows all lanes. In those of `waiting` one message waits. */
    function fullMailbox(waiting: (lane: number) => boolean) {
      const mailbox = new Mailbox<string>();
      mailbox.arrive('0', 1, '0');
      for (let lane = 1; lane < MAX_LANES; lane++) mailbox.arrive(`${lane}`, waiting(lane) ? 1 : 0, `${lane}`);
      return mailbox;
    }

    it('forgets the lane without a waiting message that was used least recently', () => {
      const mailbox = fullMailbox((lane) => lane !== 5 && lane !== 9);
      mailbox.arrive('5 again', 0, '5');

      assert.deepEqual(mailbox.arrive('new', 1, 'new'), { next: undefined, dropped: [] });

      assert.equal(mailbox.forgotten, 1);
      assert.equal(mailbox.counts('5').laneDropped, 2);
      assert.equal(mailbox.counts('9').laneDropped, 0);
    });

    it('drops the messages of the lane that ran least recently, if messages wait in all lanes', () => {
      const mailbox = fullMailbox(() => true);
      mailbox.next();
      mailbox.arrive('0 again', 1, '0');
      mailbox.arrive('1 again', 1, '1');

      assert.deepEqual(mailbox.arrive('new', 1, 'new'), { next: undefined, dropped: ['2'] });

      assert.equal(mailbox.forgotten, 1);
      assert.equal(mailbox.next().next, '3');
    });

    it('never forgets the lane whose message runs', () => {
      const mailbox = fullMailbox(() => false);
      for (let lane = 0; lane < MAX_LANES - 1; lane++) mailbox.arrive('', 0, `new ${lane}`);
      mailbox.arrive('0 again', 0, '0');

      assert.equal(mailbox.forgotten, MAX_LANES - 1);
      assert.equal(mailbox.counts('0').laneDropped, 1);
    });

    it('runs messages in the order of their arrival, if each has a lane of its own', () => {
      const mailbox = new Mailbox<number>();
      const ran: (number | undefined)[] = [];
      for (let message = 0; message < 3 * MAX_LANES; message++) mailbox.arrive(message, 5, `file ${message}`);
      for (let run = 1; run < MAX_LANES; run++) ran.push(mailbox.next().next);

      assert.deepEqual(
        ran,
        Array.from({ length: MAX_LANES - 1 }, (_, index) => 2 * MAX_LANES + 1 + index),
      );
    });
  });

  for (const seed of [1, 2, 3, 4, 5]) {
    it(`gives 8 cameras with random rates and a detector of 3 s equal turns, with fresh images (seed ${seed})`, () => {
      const next = random(seed);
      // All send at least one image per turn of the others, so an image always waits.
      const cameras = Array.from({ length: 8 }, (_, lane) => ({
        lane: `${lane}`,
        seconds: 0.03 + 3 * next() ** 3,
        at: 0,
      }));
      for (const camera of cameras) camera.at = camera.seconds * next();
      const mailbox = new Mailbox<{ readonly lane: string; readonly time: number }>();
      const starts = new Map(cameras.map(({ lane }) => [lane, 0]));
      const ages = new Map<string, number[]>(cameras.map(({ lane }) => [lane, []]));
      let busyUntil = Number.POSITIVE_INFINITY;
      const start = (now: number, picture: { readonly lane: string; readonly time: number } | undefined): void => {
        busyUntil = picture ? now + 3 : Number.POSITIVE_INFINITY;
        if (!picture) return;
        starts.set(picture.lane, starts.get(picture.lane)! + 1);
        ages.get(picture.lane)!.push(now - picture.time);
      };

      for (let now = 0; now < 600; ) {
        const camera = cameras.reduce((first, other) => (other.at < first.at ? other : first));
        now = Math.min(camera.at, busyUntil);
        if (busyUntil <= camera.at) start(now, mailbox.next().next);
        else {
          const { next: run } = mailbox.arrive({ lane: camera.lane, time: now }, 1, camera.lane);
          if (run) start(now, run);
          camera.at += camera.seconds;
        }
      }

      const counts = [...starts.values()];
      assert.ok(Math.min(...counts) > 20 && Math.max(...counts) - Math.min(...counts) <= 1, String(counts));
      for (const { lane, seconds } of cameras) {
        const mean = ages.get(lane)!.reduce((sum, age) => sum + age, 0) / ages.get(lane)!.length;
        assert.ok(mean <= seconds, `camera ${lane}: ${mean} s old, one image every ${seconds} s`);
      }
    });
  }
});
