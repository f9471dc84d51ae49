import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ErrorCode } from '../../src';
import { type CameraServer, startCamera, still } from './camera-server';
import { type Ends, watchEnds } from './ends';
import { numbered } from './jpegs';
import { catchAll, completesOf, errorOf, inbox, loadFlow, nodeOf, send, unloadFlow } from './node-red';
import { random } from './random';
import { scene } from './scenes';
import { visionEvent } from './vision-event';

/** The nodes that get messages, and their shares of the messages. Detecting takes the longest. */
const shares = {
  take: 0.04,
  find: 0.12,
  cut: 0.16,
  track: 0.1,
  zone: 0.1,
  publish: 0.08,
  draw: 0.12,
  hide: 0.08,
  keep: 0.14,
  gate: 0.06,
};
export type NodeId = keyof typeof shares;

/** A message, and how it was made, for the report of a failed test. */
export interface MadeMessage {
  readonly msg: object;
  readonly changes: string;
}

export interface EndsRules {
  readonly count: number;
  readonly seed: number;
  /** @param next numbers from 0 to 1, the same in every run */
  readonly make: (node: NodeId, next: () => number) => MadeMessage | Promise<MadeMessage>;
  /** Whether a message may fail with this code. */
  readonly mayFailWith: (code: ErrorCode) => boolean;
}

/** Messages that are in a node at a time. */
const CHUNK = 50;
const CHUNK_LIMIT_MS = 60_000;

/** A zone and a line. */
const zones = [
  { name: 'yard', points: '0,0,1,0,1,1,0,1', anchor: 'overlap' },
  { name: 'gate', kind: 'line', points: '0.5,0,0.5,1' },
];

const model = 'test/fixtures/goldens/grounding-dino-dynamic';

const flow = (folder: string, camera: string) => [
  { id: 'engine', type: 'vision-engine', device: 'cpu' },
  ...[
    { id: 'take', type: 'camera-source', address: camera, trigger: 'message' },
    { id: 'find', type: 'grounding-dino', engine: 'engine', model: join(process.cwd(), model), prompt: 'cat' },
    { id: 'cut', type: 'sam', engine: 'engine', model: 'demo' },
    { id: 'gate', type: 'motion-gate', wires: [['out', 'branch'], ['out']] },
    { id: 'track', type: 'object-tracker' },
    { id: 'zone', type: 'vision-zones', zones },
    { id: 'publish', type: 'vision-mqtt', pictures: true },
    { id: 'draw', type: 'mask-render' },
    { id: 'hide', type: 'mask-render', styles: ['blackout'] },
    { id: 'keep', type: 'dataset-export', folder },
  ].map((node) => ({ wires: [['out', 'branch']], ...node, lanes: true, busy: 'queue', queueLength: CHUNK })),
  { id: 'out', type: 'helper' },
  { id: 'branch', type: 'helper' },
  ...catchAll,
  ...completesOf(...Object.keys(shares)),
];

/** An event of the track of a valid message, for `vision-mqtt`. */
const event = () =>
  visionEvent({
    ...{ id: '-1-1', camera: '', label: 'star', bbox: [10, 10, 60, 60], image: { width: 320, height: 320 } },
    ...{ time: 9, firstSeen: 1, lastSeen: 9, seconds: 0.008 },
  });

/** A message that a node takes. All but `vision-mqtt` take the same one. */
export const validMessage = (node: NodeId): Record<string, unknown> => ({
  _msgid: 'valid',
  payload: node === 'publish' ? event() : scene(19).image,
  picture: scene(19).image,
  detections: [
    {
      label: 'star',
      score: 0.5,
      bbox: [10, 10, 60, 60],
      mask: { type: 'uint8', dims: [2, 3], offset: [20, 20], data: Buffer.alloc(6, 1) },
    },
  ],
  points: [{ x: 20, y: 20, label: 1 }],
  tracks: [
    {
      ...{ id: '-1-1', trackId: 1, label: 'star', score: 0.5, bbox: [10, 10, 60, 60], seen: true },
      ...{ firstSeen: 1, lastSeen: 9, seconds: 1, still: false, velocity: [0, 0], path: [[40, 70, 1]] },
    },
  ],
  zones: { yard: { count: 1, labels: { star: 1 }, trackIds: [1] } },
  lines: { gate: { in: 1, out: 0, labels: { star: { in: 1, out: 0 } } } },
  vision: { image: { width: 320, height: 320 }, detector: { model: 'demo', dtype: 'fp32', device: 'cpu' } },
});

/** Tests that each message ends once in a real Node-RED, in one of its nodes, and that this node works afterwards. */
export function describeEnds({ count, seed, make, mayFailWith }: EndsRules): void {
  let folder: string;
  let ends: Ends;
  let camera: CameraServer;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ends-'));
    camera = await startCamera(still(await numbered(1)));
    await loadFlow(flow(folder, camera.url));
    ends = watchEnds();
  });

  afterEach(async () => {
    ends.stop();
    await unloadFlow();
    await camera.close();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [index, node] of (Object.keys(shares) as NodeId[]).entries()) {
    it(`each end once at ${node}, with a code if they fail, and the next message works`, async function () {
      this.timeout(900_000);
      const next = random(seed + index);
      const [caught, completed] = [inbox('caught'), inbox('completed')];
      let sent = 0;
      while (sent < count * shares[node]) {
        const chunk: MadeMessage[] = [];
        while (chunk.length < CHUNK) chunk.push(await make(node, next));
        for (const { msg } of chunk) nodeOf(node).receive(msg as never);
        sent += chunk.length;
        await ended(chunk, ends);
        for (const one of chunk) assertEnd(one, ends.of(one.msg), mayFailWith);
      }
      await until(() => caught.messages.length + completed.messages.length >= sent);

      assert.equal(caught.messages.length + completed.messages.length, sent, 'a Catch or Complete node gets each');
      for (const error of caught.messages.map(errorOf)) assert.ok(error.code, JSON.stringify(error));
      assert.equal(({} as { polluted?: unknown }).polluted, undefined, 'no prototype is changed');
      const out = inbox('out');
      send(node, validMessage(node));
      await out.next();
    });
  }
}

/** @throws Error with the changes of the messages that have not ended in time */
async function ended(chunk: readonly MadeMessage[], ends: Ends): Promise<void> {
  const start = performance.now();
  const open = (): MadeMessage[] => chunk.filter(({ msg }) => ends.of(msg).length === 0);
  while (open().length > 0) {
    if (performance.now() - start > CHUNK_LIMIT_MS) {
      const changes = open().map((message) => message.changes);
      assert.fail(`Not ended:\n${changes.join('\n')}`);
    }
    await delay(2);
  }
}

function assertEnd(
  { changes }: MadeMessage,
  [end, ...more]: readonly { error?: unknown }[],
  mayFailWith: EndsRules['mayFailWith'],
): void {
  assert.equal(more.length, 0, `ended ${more.length + 1} times: ${changes}`);
  if (!end || !('error' in end)) return;
  const { code, message } = end.error as { code: ErrorCode; message: string };
  assert.ok(mayFailWith(code), `${code}: ${message}\n${changes}`);
}

/** Waits at most 2 s: the test then reports the numbers that it got. */
async function until(claim: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !claim(); tries++) await delay(10);
}
