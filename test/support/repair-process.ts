// Repairs the graph of a model folder as a process of its own. The arguments are `detect` or `hang`, the model folder and the
// folder of the cache. `detect` sends the labels that it finds; `hang` sends a message in the middle of writing, and stays there.
import { join } from 'node:path';
import { openEngine } from '../../src';
import { RepairedGraph, repairFolders } from '../../src/hub/cache/repaired-graph';
import { type BakedCase, bakedRequest } from './baked';
import { goldenCases } from './goldens';

const [action, folder, cache] = process.argv.slice(2) as [string, string, string];

async function* halfWritten(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(2 << 20);
  process.send!('writing');
  await new Promise((resolve) => setTimeout(resolve, 600_000));
}

async function hang(): Promise<void> {
  const graph = await RepairedGraph.prepare(join(folder, 'onnx/model.onnx'), repairFolders(cache));
  await graph!.locked(new AbortController().signal, () => graph!.write(halfWritten()));
}

async function detect(): Promise<void> {
  const [one] = goldenCases<BakedCase>('detection_baked');
  const engine = openEngine('repair', { graceMs: 0, device: 'cpu', modelFolder: cache });
  const { detections, phrases } = await engine.detect(bakedRequest(one!, folder));
  await engine.close();
  process.send!({ detections, phrases }, () => process.disconnect());
}

(action === 'hang' ? hang() : detect()).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
