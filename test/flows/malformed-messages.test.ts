import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCodes } from '../../src';
import { type Ends, watchEnds } from '../support/ends';
import { type MalformedMessage, malformed } from '../support/malformed-messages';
import { inbox, loadFlow, nodeOf, send, unloadFlow } from '../support/node-red';
import { random } from '../support/random';
import { scene } from '../support/scenes';

const SEED = Number(process.env.MALFORMED_SEED ?? 1);
const COUNT = Number(process.env.MALFORMED_MESSAGES ?? 5000);
/** Messages that are in a node at a time. */
const CHUNK = Number(process.env.MALFORMED_CHUNK ?? 50);
const CHUNK_LIMIT_MS = 30_000;

const { image } = scene(19);
const nodes = ['find', 'cut', 'draw', 'hide', 'keep'] as const;
/** The share of each node. Detecting takes the longest. */
const shares = { find: 0.16, cut: 0.26, draw: 0.2, hide: 0.12, keep: 0.26 };
const model = 'test/fixtures/goldens/grounding-dino-dynamic';

const flow = (folder: string) => [
  { id: 'engine', type: 'vision-engine', device: 'cpu' },
  ...[
    {
      id: 'find',
      type: 'grounding-dino',
      engine: 'engine',
      model: join(process.cwd(), model),
      prompt: 'cat',
      wires: [['out']],
    },
    { id: 'cut', type: 'sam', engine: 'engine', model: 'demo', wires: [['out', 'branch']] },
    { id: 'draw', type: 'mask-render', wires: [['out', 'branch']] },
    { id: 'hide', type: 'mask-render', styles: ['blackout'], wires: [['out']] },
    { id: 'keep', type: 'dataset-export', folder, wires: [['out']] },
  ].map((node) => ({ ...node, busy: 'queue', queueLength: CHUNK })),
  { id: 'out', type: 'helper' },
  { id: 'branch', type: 'helper' },
  { id: 'catch', type: 'catch', scope: null, wires: [['caught']] },
  { id: 'caught', type: 'helper' },
  { id: 'complete', type: 'complete', scope: nodes, wires: [['completed']] },
  { id: 'completed', type: 'helper' },
];

const valid = (): Record<string, unknown> => ({
  _msgid: 'malformed',
  payload: image,
  detections: [
    {
      label: 'star',
      score: 0.5,
      bbox: [10, 10, 60, 60],
      mask: { type: 'uint8', dims: [2, 3], offset: [20, 20], data: Buffer.alloc(6, 1) },
    },
  ],
  points: [{ x: 20, y: 20, label: 1 }],
  vision: { image: { width: 320, height: 320 }, detector: { model: 'demo', dtype: 'fp32', device: 'cpu' } },
});

describe(`${COUNT} malformed messages`, () => {
  let folder: string;
  let ends: Ends;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'malformed-'));
    await loadFlow(flow(folder));
    ends = watchEnds();
  });

  afterEach(async () => {
    ends.stop();
    await unloadFlow();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [index, node] of nodes.entries()) {
    it(`each end once at ${node}, with a code if they fail, and the next message works`, async function () {
      this.timeout(600_000);
      const next = random(SEED + index);
      const [caught, completed] = [inbox('caught'), inbox('completed')];
      let sent = 0;
      while (sent < COUNT * shares[node]) {
        const chunk = Array.from({ length: CHUNK }, () => malformed(node, next, valid()));
        for (const { msg } of chunk) nodeOf(node).receive(msg as never);
        sent += chunk.length;
        await ended(chunk, ends);
        for (const one of chunk) assertEnd(one, ends.of(one.msg));
      }
      await until(() => caught.messages.length + completed.messages.length >= sent);

      assert.equal(caught.messages.length + completed.messages.length, sent, 'a Catch or Complete node gets each');
      for (const { error } of caught.messages) assert.ok((error as { code?: string }).code, JSON.stringify(error));
      assert.equal(({} as { polluted?: unknown }).polluted, undefined, 'no prototype is changed');
      const out = inbox('out');
      send(node, valid());
      await out.next();
    });
  }
});

/** @throws Error with the changes of the messages that have not ended in time */
async function ended(chunk: readonly MalformedMessage[], ends: Ends): Promise<void> {
  const start = performance.now();
  const open = (): MalformedMessage[] => chunk.filter(({ msg }) => ends.of(msg).length === 0);
  while (open().length > 0) {
    if (performance.now() - start > CHUNK_LIMIT_MS) {
      assert.fail(
        `Not ended:\n${open()
          .map(({ changes }) => changes)
          .join('\n')}`,
      );
    }
    await delay(2);
  }
}

function assertEnd({ changes }: MalformedMessage, [end, ...more]: readonly { error?: unknown }[]): void {
  assert.equal(more.length, 0, `ended ${more.length + 1} times: ${changes}`);
  if (!end || !('error' in end)) return;
  const { code, message } = end.error as { code: never; message: string };
  assert.ok(errorCodes.includes(code) && code !== 'INTERNAL_ERROR', `${code}: ${message}\n${changes}`);
}

async function until(claim: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !claim(); tries++) await delay(10);
}
