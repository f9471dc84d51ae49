import { join } from 'node:path';
import type { Node, NodeMessage } from 'node-red';
import helper from 'node-red-node-test-helper';
import registerCameraSource from '../../nodes/camera-source/camera-source';
import registerDatasetExport from '../../nodes/dataset-export/dataset-export';
import registerGroundingDino from '../../nodes/grounding-dino/grounding-dino';
import registerMaskRender from '../../nodes/mask-render/mask-render';
import registerMotionGate from '../../nodes/motion-gate/motion-gate';
import registerObjectTracker from '../../nodes/object-tracker/object-tracker';
import registerSam from '../../nodes/sam/sam';
import registerVisionEngine from '../../nodes/vision-engine/vision-engine';
import registerVisionMqtt from '../../nodes/vision-mqtt/vision-mqtt';
import registerVisionZones from '../../nodes/vision-zones/vision-zones';
import { nodeRedFolder, requireOfNodeRed } from './node-red-folder';

export const nodeRedVersion = (requireOfNodeRed('./package.json') as { version: string }).version;

const coreNode = (file: string): never => requireOfNodeRed(`@node-red/nodes/core/${file}`) as never;

/** Our nodes as they are shipped, and core nodes. */
const registrations = [
  registerVisionEngine,
  registerCameraSource,
  registerMotionGate,
  registerGroundingDino,
  registerSam,
  registerObjectTracker,
  registerVisionZones,
  registerVisionMqtt,
  registerMaskRender,
  registerDatasetExport,
  coreNode('common/25-catch.js'),
  coreNode('common/24-complete.js'),
  coreNode('network/10-mqtt.js'),
];

export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

/** A message as it arrives at a test. */
export type Message = NodeMessage & Record<string, unknown>;

helper.init(join(nodeRedFolder, 'lib/red.js'));

/** Starts the flow in a real Node-RED runtime. */
export async function loadFlow(nodes: readonly FlowNode[], credentials: object = {}): Promise<void> {
  const tab = { id: 'tab', type: 'tab', label: 'test' };
  await helper.load(registrations as never, [tab, ...nodes.map(placed)] as never, credentials as never);
}

/** Settings of Node-RED, as in `settings.js`, for the flows loaded from now on. */
export const setSettings = (settings: object): void => void helper.settings(settings as never);

/** Where relative folders of nodes begin in the flows loaded from now on; without one as before. */
export const setUserDir = (userDir?: string): void => setSettings(userDir ? { userDir } : {});

export const unloadFlow = (): Promise<void> => helper.unload() as unknown as Promise<void>;

export const nodeOf = (id: string): Node => helper.getNode(id) as unknown as Node;

export const send = (id: string, msg: object): void => nodeOf(id).receive(msg as NodeMessage);

/** Everything that arrives at a helper node, in order. */
export function inbox(id: string): { readonly messages: readonly Message[]; next(count?: number): Promise<Message> } {
  const messages: Message[] = [];
  const waiting: { count: number; resolve: (msg: Message) => void }[] = [];
  nodeOf(id).on('input', (msg, _send, done) => {
    messages.push(msg as Message);
    for (const { count, resolve } of waiting) if (messages.length === count) resolve(msg as Message);
    done();
  });
  return {
    messages,
    /** The message that brings the number of messages to `count`; by default one more than there are now. */
    next: (count = messages.length + 1) =>
      messages.length >= count
        ? Promise.resolve(messages[count - 1]!)
        : new Promise((resolve) => waiting.push({ count, resolve })),
  };
}

/** A Catch node for all nodes of a flow, and the helper node `caught` that gets its messages. */
export const catchAll: readonly FlowNode[] = [
  { id: 'catch', type: 'catch', scope: null, wires: [['caught']] },
  { id: 'caught', type: 'helper' },
];

/** A Complete node for nodes of a flow, and the helper node `completed` that gets their completed messages. */
export const completesOf = (...ids: readonly string[]): readonly FlowNode[] => [
  { id: 'complete', type: 'complete', scope: ids, wires: [['completed']] },
  { id: 'completed', type: 'helper' },
];

export interface CaughtError {
  readonly code: string;
  readonly message: string;
  /** The node that failed. */
  readonly source: { readonly id: string };
}

/** The error of a message that a Catch node sent. */
export const errorOf = ({ error }: Message): CaughtError => error as CaughtError;

/** The next message at the helper node `out` or `caught`. Call it before you send a message. */
export const nextEnd = (): Promise<Message> => Promise.race([inbox('out').next(), inbox('caught').next()]);

/** What Node-RED logged since the flow was loaded. */
export const logged = (): string[] =>
  (helper.log() as unknown as { args: [{ msg: unknown }][] }).args.map(([{ msg }]) => String(msg));

/** The nodes' texts of status, in order. */
export function statusesOf(id: string): { fill?: string; shape?: string; text?: string }[] {
  const calls = (nodeOf(id).status as unknown as { args: [{ fill?: string; shape?: string; text?: string }][] }).args;
  return calls.map(([status]) => status);
}

const configNodes = ['vision-engine', 'mqtt-broker'];

/** Node-RED takes a node without a place on the canvas for a config node. */
const placed = (node: FlowNode): FlowNode =>
  configNodes.includes(node.type) ? node : { z: 'tab', x: 0, y: 0, wires: [], ...node };
