import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { lastErrors, nodeActivities, openActivity } from '../../../nodes/shared/activity';
import { VisionError } from '../../../src';

type LoggedNode = Parameters<typeof openActivity>[0] & EventEmitter;

/** As much of a node as the log uses. */
const fakeNode = (id: string, alias?: string): LoggedNode =>
  Object.assign(new EventEmitter(), { id, type: 'sam', name: 'Cut', ...(alias && { _alias: alias }) }) as never;

describe('the activity of nodes', () => {
  let node: LoggedNode;
  let now: number;
  const clock = (): number => now;
  const lanes = () => nodeActivities(now).find(({ id }) => id === 'node')?.lanes;

  beforeEach(() => {
    now = 1_000_000;
    node = fakeNode('node');
  });
  afterEach(() => node.emit('close'));

  it('has the rate of each camera over the last 10 s, and what waits', () => {
    const log = openActivity(node, (lane) => ({ waiting: lane.length, dropped: 2 }), clock);
    for (let index = 0; index < 20; index++) {
      log.ended('door', 40 + index, { total: 5 });
      now += 1000;
    }
    log.ended('yard', 7, { total: 9, inference: 3 });

    assert.deepEqual(lanes(), [
      { lane: 'door', perSecond: 1, age: 59, ms: { total: 5 }, waiting: 4, dropped: 2 },
      { lane: 'yard', perSecond: 0.1, age: 7, ms: { total: 9, inference: 3 }, waiting: 4, dropped: 2 },
    ]);
    now += 60_000;
    assert.deepEqual(
      lanes()!.map(({ perSecond }) => perSecond),
      [0, 0],
    );
  });

  it('keeps 64 cameras: the ones with the last results', () => {
    const log = openActivity(node);
    for (let index = 0; index < 100; index++) log.ended(String(index), 1, { total: 1 });

    assert.equal(lanes()!.length, 64);
    assert.equal(lanes()![0]!.lane, '36');
  });

  it('is that of one node, however often its log is opened, until it closes', () => {
    openActivity(node, () => ({ waiting: 3, dropped: 0 })).ended('', 1);
    openActivity(node).ended('', 2);
    assert.deepEqual(lanes(), [{ lane: '', perSecond: 0.2, age: 2, ms: undefined, waiting: 3, dropped: 0 }]);

    node.emit('close');
    assert.equal(lanes(), undefined);
  });

  it('has the last ten errors, equal ones in sequence as one', () => {
    const inSubflow = fakeNode('copy', 'template');
    const log = openActivity(inSubflow, undefined, clock);
    for (let index = 0; index < 12; index++) log.failed(new VisionError('BAD_IMAGE', `Image ${index} is damaged`));
    now += 5000;
    for (let index = 0; index < 3; index++) log.failed(new VisionError('BAD_BOXES', 'No boxes'));
    inSubflow.emit('close');
    const [last, ...others] = lastErrors();

    assert.deepEqual(last, {
      ...{ time: now, count: 3, code: 'BAD_BOXES', message: 'No boxes' },
      node: { id: 'template', type: 'sam', name: 'Cut' },
    });
    assert.equal(others.length, 9);
    assert.equal(others.at(-1)!.message, 'Image 3 is damaged');
  });
});
