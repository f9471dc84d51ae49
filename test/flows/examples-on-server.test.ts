import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleFlows, type FlowNode } from '../../scripts/user-dir';
import { type NodeRedProcess, startNodeRed } from '../support/node-red-process';
import { type OipServer, startOipServer } from '../support/oip-server';
import { until } from '../support/until';

const examples = exampleFlows();
const names = ['1 first look', '4 redact'] as const;

describe('the example flows on an inference server', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'examples-on-server-'));
  let server: OipServer;
  let nodeRed: NodeRedProcess;

  /** The flow with other ids, and a file of its own for its result. */
  const variant = (name: string, prefix: string, changes: object): FlowNode[] => {
    const flow = examples.get(`${name}.json`)!;
    const text = flow.reduce((json, { id }) => json.replaceAll(`"${id}"`, `"${prefix}${id}"`), JSON.stringify(flow));
    return (JSON.parse(text) as FlowNode[]).map((node) => {
      if (node.type === 'file') return { ...node, filename: join(folder, `${prefix}${name}`) };
      return node.type === 'grounding-dino' || node.type === 'sam' ? { ...node, ...changes } : node;
    });
  };

  before(async () => {
    server = await startOipServer();
    nodeRed = await startNodeRed([
      { id: 'engine', type: 'vision-engine', runsOn: 'server', servers: server.url },
      ...names.flatMap((name) => [...variant(name, 'here', {}), ...variant(name, 'there', { engine: 'engine' })]),
    ]);
  });
  after(async () => {
    await nodeRed?.stop();
    await server?.kill();
    rmSync(folder, { recursive: true });
  });

  for (const name of names) {
    it(`${name}: writes the same image, with no change but the engine of its nodes`, async () => {
      const inject = examples.get(`${name}.json`)!.find(({ type }) => type === 'inject')!;
      const files = ['here', 'there'].map((prefix) => join(folder, `${prefix}${name}`));
      for (const prefix of ['here', 'there']) {
        const url = `${nodeRed.url}/inject/${prefix}${inject.id}`;
        await until(async () => (await fetch(url, { method: 'POST' })).status === 200);
      }
      const sizes = (): number[] => files.map((file) => (existsSync(file) ? statSync(file).size : 0));
      await until(() => sizes().every((size) => size > 0) && new Set(sizes()).size === 1);

      assert.deepEqual(readFileSync(files[1]!), readFileSync(files[0]!));
      const runs = server.requests.filter(({ path }) => path.endsWith('/infer'));
      assert.ok(runs.length >= 3, 'the models ran on the server');
    });
  }
});
