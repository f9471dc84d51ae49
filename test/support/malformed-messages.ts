import type { MadeMessage, NodeId } from './describe-ends';
import { hostileValues } from './hostile-values';

type Mutable = Record<string, unknown>;

/** The values that nodes read, as paths of a valid message. A path may end below a value that another change has replaced. */
const PATHS = [
  'payload',
  'payload',
  'payload.type',
  'payload.camera',
  'payload.label',
  'payload.bbox',
  'picture',
  'detections',
  'detections',
  'detections.0',
  'detections.0.bbox',
  'detections.0.bbox.2',
  'detections.0.label',
  'detections.0.score',
  'detections.0.mask',
  'detections.0.mask.dims',
  'detections.0.mask.dims.0',
  'detections.0.mask.offset',
  'detections.0.mask.data',
  'detections.0.trackId',
  'detections.0.phrase',
  'detections.0.extra',
  'boxes',
  'points',
  'points.0',
  'points.0.x',
  'points.0.label',
  'prompt',
  'prompt',
  'threshold',
  'filename',
  'vision',
  'vision.image',
  'vision.image.width',
  'vision.detector',
  'vision.detector.model',
  'vision.detector.prompt',
  'vision.detector.threshold',
  'topic',
  'timestamp',
  'reset',
  'pass',
  'tracks',
  'tracks.0',
  'tracks.0.trackId',
  'tracks.0.bbox',
  'tracks.0.bbox.2',
  'tracks.0.path',
  'tracks.0.path.0',
  'tracks.0.lastSeen',
  'tracks.0.label',
  'zones',
  'zones.yard',
  'zones.yard.count',
  'zones.yard.labels',
  'zones.yard.labels.star',
  'lines',
  'lines.gate',
  'lines.gate.in',
  'error',
  'masks',
  'dataset',
  'req',
  '__proto__',
  'hasOwnProperty',
  'toString',
  'then',
] as const;

const fail = (): never => {
  throw new Error('This property cannot be read');
};

/** Changes of the message as an object. They come after all changes of its properties. */
const shapes: readonly ((msg: Mutable) => object)[] = [
  Object.freeze,
  Object.seal,
  Object.preventExtensions,
  (msg) => Object.setPrototypeOf(msg, null) as object,
  (msg) => new Proxy(msg, {}),
  (msg) => new Proxy(msg, { set: () => false }),
  (msg) => new Proxy(msg, { ownKeys: fail }),
  (msg) => Object.defineProperty(msg, 'vision', { get: fail, enumerable: true }),
  (msg) => Object.defineProperty(msg, 'payload', { get: fail, enumerable: true }),
  (msg) => Object.defineProperty(msg, 'prompt', { get: fail, enumerable: true }),
  (msg) => Object.defineProperty(msg, 'threshold', { get: fail, enumerable: true }),
  (msg) => Object.defineProperty(msg, 'detections', { get: fail, enumerable: true }),
  (msg) => Object.defineProperty(msg, 'detections', { value: [], writable: false }),
  (msg) => Object.defineProperty(msg, 'extra', { get: fail, enumerable: true }),
  (msg) => Object.defineProperty(msg, 'payload', { get: () => Buffer.alloc(9), set: fail, enumerable: true }),
];

/** Properties that a node reads. Most changes are made to them, so that few messages reach the model. */
const readBy: Readonly<Record<NodeId, RegExp>> = {
  take: /^(payload|vision|topic|timestamp|reset)/,
  find: /^(payload|prompt|threshold)$/,
  cut: /^(payload|detections|points)/,
  gate: /^(payload|vision|topic|timestamp|reset|pass)/,
  track: /^(payload|detections|vision|topic|timestamp|reset)/,
  zone: /^(tracks|detections|vision|topic|timestamp|reset)/,
  publish: /^(payload|picture|tracks|detections|zones|lines|topic|reset)/,
  draw: /^(payload|detections|vision)/,
  hide: /^(payload|detections|vision|error)/,
  keep: /^(payload|detections|vision|filename)/,
};

/**
 * A message that a function node could send. It has one to three changes of a valid message.
 * @param node that gets it
 * @param random numbers from 0 to 1
 * @param valid a valid message. It is changed
 */
export function malformed(node: NodeId, random: () => number, valid: Mutable): MadeMessage {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const changes: string[] = [];
  let msg: object = valid;
  for (let count = 1 + Math.floor(random() * 3); count > 0; count--) {
    const path = pick(random() < 0.7 ? PATHS.filter((name) => readBy[node].test(name)) : PATHS);
    const make = pick(hostileValues);
    if (set(valid, path.split('.'), make())) changes.push(`${path} = ${make}`);
  }
  if (random() < 0.15) {
    const shape = pick(shapes);
    try {
      msg = shape(valid);
      changes.push(String(shape));
    } catch {
      // A shape that this message cannot have.
    }
  }
  return { msg, changes: changes.join('; ') };
}

function set(msg: Mutable, path: readonly string[], value: unknown): boolean {
  try {
    let owner = msg;
    for (const name of path.slice(0, -1)) owner = owner[name] as Mutable;
    Object.defineProperty(owner, path.at(-1)!, { value, writable: true, enumerable: true, configurable: true });
    return true;
  } catch {
    return false;
  }
}
