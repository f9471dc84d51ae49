import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import type { VisionMessage } from '../../../nodes/shared/message';
import { stampTime } from '../../../nodes/shared/message-time';
import { VisionError } from '../../../src';
import { requireOfNodeRed } from '../../support/node-red-folder';

const RED = requireOfNodeRed('@node-red/util') as NodeAPI;
const TIME = Date.UTC(2026, 10, 27, 8);

describe('the time of an image', () => {
  for (const [name, msg] of [
    ['msg.timestamp as a number', { timestamp: TIME }],
    ['msg.timestamp as a Date', { timestamp: new Date(TIME) }],
    ['msg.timestamp as a text', { timestamp: '2026-11-27T08:00:00Z' }],
    ['msg.timestamp as a text with a time zone', { timestamp: '2026-11-27T09:00:00+01:00' }],
    ['the time of an earlier node', { vision: { time: TIME } }],
    ['msg.timestamp before the time of an earlier node', { timestamp: TIME, vision: { time: 5 } }],
    ['the time of an earlier node if msg.timestamp is blank', { timestamp: ' ', vision: { time: TIME } }],
  ] as const) {
    it(`is ${name}`, () => {
      const message = { ...msg } as VisionMessage;

      assert.equal(stampTime(RED, message), TIME);
      assert.deepEqual(message.vision, { time: TIME });
    });
  }

  for (const vision of [undefined, null, 'a text', [], {}, { time: 'soon' }, { time: Number.NaN }, { time: 1e300 }]) {
    it(`is now without a time on the message: vision = ${JSON.stringify(vision)}`, () => {
      const message = { vision } as unknown as VisionMessage;
      const before = Date.now();
      const time = stampTime(RED, message);

      assert.ok(time >= before && time <= Date.now());
      assert.deepEqual(message.vision, { time });
    });
  }

  it('keeps the properties that earlier nodes wrote, in an object of its own', () => {
    const vision = { image: { width: 3, height: 2 } };
    const message = { timestamp: TIME, vision } as VisionMessage;
    stampTime(RED, message);

    assert.deepEqual(message.vision, { image: { width: 3, height: 2 }, time: TIME });
    assert.deepEqual(vision, { image: { width: 3, height: 2 } });
  });

  for (const timestamp of [
    'noon',
    {},
    [],
    true,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    9e15,
    new Date(Number.NaN),
    5n,
  ]) {
    it(`refuses msg.timestamp = ${String(timestamp) || '[]'}`, () => {
      assert.throws(
        () => stampTime(RED, { timestamp } as unknown as VisionMessage),
        (error) =>
          error instanceof VisionError &&
          error.code === 'INVALID_INPUT' &&
          /^msg\.timestamp must be a time/.test(error.message),
      );
    });
  }
});
