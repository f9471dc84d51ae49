import assert from 'node:assert/strict';
import type { Vision } from '../../src';
import { completesOf, inbox, loadFlow, nodeOf, send, statusesOf, unloadFlow } from '../support/node-red';
import { scene } from '../support/scenes';

const flow = (settings: object) => [
  { id: 'find', type: 'grounding-dino', model: 'demo', prompt: 'cyan star', wires: [['out']], ...settings },
  { id: 'out', type: 'helper' },
  ...completesOf('find'),
];

/** Frames arrive faster than the model runs: all of them while the first one runs. */
function burst(count: number): void {
  for (let frame = 1; frame <= count; frame++) send('find', { payload: scene(frame % 2).image, frame });
}

describe('a node that is busy', () => {
  afterEach(unloadFlow);

  const policies = [
    { busy: 'newest', framesOut: [1, 6] },
    { busy: 'queue', queueLength: 3, framesOut: [1, 4, 5, 6] },
    { busy: 'queue', queueLength: 50, framesOut: [1, 2, 3, 4, 5, 6] },
    { busy: 'drop', framesOut: [1] },
  ];
  for (const { framesOut, ...settings } of policies) {
    it(`${JSON.stringify(settings)}: of 6 frames sends ${framesOut} and completes all`, async () => {
      await loadFlow(flow(settings));
      const [out, completed] = [inbox('out'), inbox('completed')];

      burst(6);
      await Promise.all([out.next(framesOut.length), completed.next(6)]);

      assert.deepEqual(
        out.messages.map(({ frame }) => frame),
        framesOut,
      );
      assert.deepEqual(completed.messages.map(({ frame }) => frame).sort(), [1, 2, 3, 4, 5, 6]);
      const last = out.messages.at(-1)!.vision as Vision;
      assert.equal(last.detector!.dropped, framesOut.length === 1 ? 0 : 6 - framesOut.length);
    });
  }

  it('keeps its status short and does not flood the editor with it', async () => {
    const start = performance.now();
    await loadFlow(flow({ busy: 'queue', queueLength: 50 }));
    const out = inbox('out');

    burst(20);
    await out.next(20);

    const statuses = statusesOf('find');
    const seconds = (performance.now() - start) / 1000;
    // One before the first frame, then at most two a second.
    assert.ok(statuses.length <= 2 + 2 * seconds, `${statuses.length} statuses in ${seconds} s`);
    assert.deepEqual(statuses[0], { fill: 'grey', shape: 'ring', text: statuses[0]!.text });
  });

  it('ends every message when the flow is stopped, and sends none afterwards', async () => {
    await loadFlow(flow({ busy: 'queue', queueLength: 50 }));
    const find = nodeOf('find');
    const ended: unknown[] = [];
    const sent: unknown[] = [];
    // Complete nodes stop with the flow, so the test passes its own callbacks to the handler, as Node-RED does.
    const listener = Reflect.get(find, '_inputCallback') as (msg: object, send: unknown, done: unknown) => void;
    for (let frame = 0; frame < 5; frame++) {
      listener(
        { payload: scene(0).image },
        (msg: unknown) => sent.push(msg),
        (error: unknown) => ended.push(error),
      );
    }

    await unloadFlow();
    await new Promise((resolve) => setImmediate(resolve));

    assert.deepEqual(ended, [undefined, undefined, undefined, undefined, undefined]);
    assert.deepEqual(sent, []);
  });

  it('reports when an image was taken, and how old it was after each node', async () => {
    const chain = [
      { id: 'find', type: 'grounding-dino', model: 'demo', prompt: 'cyan star', wires: [['track']] },
      { id: 'track', type: 'object-tracker', wires: [['draw'], []] },
      { id: 'draw', type: 'mask-render', wires: [['out']] },
      { id: 'out', type: 'helper' },
    ];
    await loadFlow(chain);
    const out = inbox('out');
    const before = Date.now();

    send('find', { payload: scene(0).image });
    send('find', { payload: scene(1).image, timestamp: new Date(before - 60_000).toISOString() });
    await out.next(2);

    const [first, second] = out.messages.map(({ vision }) => vision as Vision);
    assert.ok(first!.time! >= before);
    const ages = [first!.detector!.age, first!.tracker!.age, first!.render!.age];
    assert.ok(ages[0]! > 0 && ages[0]! <= ages[1]! && ages[1]! <= ages[2]!, String(ages));
    assert.ok(ages[2]! <= Date.now() - before);
    // The second image waited for the first one: its time is that of its timestamp all the same.
    assert.equal(second!.time, before - 60_000);
    assert.equal(second!.tracker!.time, before - 60_000);
    assert.ok(second!.detector!.age >= 60_000 + ages[0]!, String(second!.detector!.age));
  });
});
