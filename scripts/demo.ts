// `npm run demo`: runs the first example on the sample image, in a Node-RED without an editor.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import RED from 'node-red';
import type { Detection, Vision } from '../src';
import { table } from '../src/cli/report';
import { startHeadless } from './headless-node-red';
import { exampleFlows, type FlowNode, makeUserDir, packageFolder } from './user-dir';

const RESULT = join(packageFolder, 'demo-result.jpg');

interface DemoMessage {
  readonly payload: Buffer;
  readonly detections: readonly Detection[];
  readonly vision: Vision;
}

/** The parts of Node-RED's API that its types omit. */
interface Runtime {
  readonly nodes: {
    getNode(id: string): { receive(msg: object): void; on(name: 'input', listener: (msg: DemoMessage) => void): void };
  };
}

async function main(): Promise<void> {
  const [flow] = exampleFlows().values();
  const userDir = makeUserDir(demoFlow(flow!));
  await startHeadless(userDir, 'error');
  const { nodes } = RED as unknown as Runtime;
  try {
    const { payload, detections, vision } = await pressButton(nodes, flow!);
    writeFileSync(RESULT, payload);
    process.stdout.write(`\n${table({ file: 'examples/pictures/shapes.jpg', image: vision.image!, detections })}`);
    for (const stage of ['detector', 'segmenter', 'render'] as const) {
      const { model, device, ms } = vision[stage]!;
      process.stdout.write(
        `  ${stage}: ${model} on ${device}, ${Math.round(ms.total)} ms (${Math.round(ms.load)} ms to load)\n`,
      );
    }
    process.stdout.write('\nThe image with masks and labels: demo-result.jpg\n');
  } finally {
    await RED.stop();
    rmSync(userDir, { recursive: true, force: true });
  }
}

/** The example with a junction instead of its file node: the demo writes the image itself. */
const demoFlow = (flow: readonly FlowNode[]): FlowNode[] =>
  flow.map((node) => (node.type === 'file' ? { ...node, type: 'junction' } : node));

/**
 * Presses the inject node's button and waits for the drawn image. Rejects with the error that the catch node reports.
 */
function pressButton(nodes: Runtime['nodes'], flow: readonly FlowNode[]): Promise<DemoMessage> {
  const idOf = (type: string): string => flow.find((node) => node.type === type)!.id;
  const errorId = flow.find(({ type, complete }) => type === 'debug' && complete === 'error.message')!.id;
  return new Promise((resolve, reject) => {
    nodes.getNode(idOf('file')).on('input', resolve);
    nodes.getNode(errorId).on('input', (msg) => reject((msg as unknown as { error: Error }).error));
    nodes.getNode(idOf('inject')).receive({});
  });
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`The demo failed: ${(error as Error).message}\n`);
    process.exit(1);
  },
);
