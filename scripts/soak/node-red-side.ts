// The process of the soak in which Node-RED runs with the nodes of this package.
import { randomUUID } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapSpaceStatistics } from 'node:v8';
import RED from 'node-red';
import { answerCalls } from '../../src/calls/answer';
import { processPort } from '../../src/calls/ports';
import { flowsStarted, startHeadless } from '../headless-node-red';
import type { FlowNode } from '../user-dir';
import { watchedNodes } from './flow';
import { type Hooks, MessageLedger } from './message-ledger';
import type { SoakApi } from './soak-api';

/** The parts of Node-RED's API that its types omit. */
interface Runtime {
  readonly hooks: Hooks;
  readonly nodes: { getNode(id: string): { receive(msg: object): void } | null };
  readonly runtime: {
    readonly flows: {
      setFlows(options: { flows: { flows: readonly FlowNode[] }; deploymentType: 'full' }): Promise<unknown>;
    };
  };
}

const runtime = RED as unknown as Runtime;
const delays = monitorEventLoopDelay({ resolution: 5 });
let ledger: MessageLedger;

/** `fork` runs this process with `--expose-gc`. */
const collectGarbage = (globalThis as { gc?: () => void }).gc!;

/** The memory of V8's young generation. V8 grows it by tens of MB under load and shrinks it later, which hides other growth. */
const youngBytes = (): number =>
  getHeapSpaceStatistics()
    .filter(({ space_name }) => space_name.startsWith('new_'))
    .reduce((sum, { physical_space_size }) => sum + physical_space_size, 0);

answerCalls<SoakApi>(processPort(process), {
  async start({ userDir }) {
    await startHeadless(userDir, 'off', () => {
      ledger = new MessageLedger(runtime.hooks, watchedNodes);
    });
    delays.enable();
  },

  async frame({ to, message, timeoutMs }) {
    const id = randomUUID();
    const node = runtime.nodes.getNode(to);
    // Between two deploys a node does not exist: Node-RED would drop the message too.
    if (!node) return { open: [], codes: [], defects: [], received: 0 };
    return ledger.follow(id, to, () => node.receive({ ...message, _msgid: id }), timeoutMs);
  },

  async deploy({ flow }) {
    const started = flowsStarted();
    await runtime.runtime.flows.setFlows({ flows: { flows: flow }, deploymentType: 'full' });
    await started;
  },

  async sample() {
    const longestDelay = delays.max / 1e6;
    // Collecting all garbage blocks the event loop, which is not the nodes' doing.
    collectGarbage();
    const { rss, heapUsed, external } = process.memoryUsage();
    await new Promise((resolve) => setTimeout(resolve, 20));
    delays.reset();
    return {
      rss,
      young: youngBytes(),
      heap: heapUsed + external,
      handles: process.getActiveResourcesInfo().length,
      longestDelay,
      open: ledger.open,
      endedTwice: ledger.endedTwice,
    };
  },
});

// Ends as Node-RED does. The soak checks that no process is left behind.
process.on('SIGTERM', () => void Promise.resolve(RED.stop()).finally(() => process.exit(0)));
process.on('disconnect', () => process.exit(0));
