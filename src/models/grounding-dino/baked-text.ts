import type { GraphFile, GraphNode } from '../../onnx/graph-file';
import { elementTypes } from '../../onnx/value-info';

/** The tensors that a graph computes wrongly from the second phrase on. */
export interface BakedText {
  /** bool `[1, tokens, tokens]`: which token attends to which. */
  readonly mask: string;
  /** int64 `[1, tokens]`: position ids. */
  readonly positions: string;
}

/**
 * Finds the loop over separators that transformers 4 runs in Python and that a trace unrolls, with as many turns as the
 * example prompt had. It begins at the only NonZero of the graph, which reads nothing but the tokens, and writes the mask and
 * the position ids block by block, each with a chain of ScatterND.
 * Source: transformers 4, modeling_grounding_dino.py, generate_masks_with_special_tokens_and_transfer_map.
 * @returns `undefined` for a graph that does not match exactly
 */
export function bakedText(graph: Pick<GraphFile, 'nodes' | 'inputs' | 'outputs'>): BakedText | undefined {
  const { nodes } = graph;
  const [loop, ...others] = nodes.filter(({ opType }) => opType === 'NonZero');
  const inputs = graph.inputs.map(({ name }) => name);
  const takesMask = inputs.includes('text_token_mask') || inputs.includes('position_ids');
  if (!loop || others.length > 0 || takesMask) return undefined;
  const readers = readersOf(nodes);
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node])));
  if (!readsOnly(loop, 'input_ids', inputs, producers)) return undefined;

  const loopNodes = nodesAfter(loop, readers);
  const scatters = [...loopNodes].filter(isScatter);
  const readsNext = (scatter: GraphNode): boolean =>
    (readers.get(scatter.outputs[0]!) ?? []).some(
      (reader) => isScatter(reader) && reader.inputs[0] === scatter.outputs[0],
    );
  const ends = scatters.filter((scatter) => !readsNext(scatter));
  const masks = ends.filter((end) => isMask(end, readers));
  const positions = ends.flatMap((end) => castPositions(end, readers) ?? []);
  if (masks.length !== 1 || positions.length !== 1) return undefined;
  const [mask, { end, tensor }] = [masks[0]!, positions[0]!];
  const turns = turnsOf(mask, loopNodes, producers);
  if (turns === undefined || turns !== turnsOf(end, loopNodes, producers)) return undefined;
  const found = { mask: mask.outputs[0]!, positions: tensor };
  const names = Object.values(found);
  const isHidden = nodes.some(({ inner }) => inner.some((name) => names.includes(name)));
  return isHidden || graph.outputs.some(({ name }) => names.includes(name)) ? undefined : found;
}

type Readers = ReadonlyMap<string, readonly GraphNode[]>;
type Producers = ReadonlyMap<string, GraphNode>;

const isScatter = ({ opType }: GraphNode): boolean => opType === 'ScatterND';

function readersOf(nodes: readonly GraphNode[]): Readers {
  const readers = new Map<string, GraphNode[]>();
  for (const node of nodes) {
    for (const name of new Set([...node.inputs, ...node.inner])) {
      const known = readers.get(name);
      if (known) known.push(node);
      else readers.set(name, [node]);
    }
  }
  return readers;
}

/** Whether `input` is the only input of the graph from which `node` is computed. */
function readsOnly(node: GraphNode, input: string, inputs: readonly string[], producers: Producers): boolean {
  const seen = new Set<string>();
  const names = [...node.inputs];
  for (let name = names.pop(); name !== undefined; name = names.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const producer = producers.get(name);
    if (producer) names.push(...producer.inputs, ...producer.inner);
  }
  return inputs.filter((name) => seen.has(name)).join() === input;
}

/** All nodes that are computed from `node`. */
function nodesAfter(node: GraphNode, readers: Readers): ReadonlySet<GraphNode> {
  const after = new Set<GraphNode>();
  const names = [...node.outputs];
  for (let name = names.pop(); name !== undefined; name = names.pop()) {
    for (const reader of readers.get(name) ?? []) {
      if (after.has(reader)) continue;
      after.add(reader);
      names.push(...reader.outputs);
    }
  }
  return after;
}

/** The mask is inverted for the encoder and gets a dimension for the heads of BERT, and nothing else reads it. */
const isMask = (end: GraphNode, readers: Readers): boolean =>
  (readers.get(end.outputs[0]!) ?? [])
    .map(({ opType }) => opType)
    .sort()
    .join() === 'Not,Unsqueeze';

/** Position ids are only cast to int64, in graphs of float16 after other casts. @returns the result of the last cast */
function castPositions(end: GraphNode, readers: Readers): { end: GraphNode; tensor: string } | undefined {
  let tensor = end.outputs[0]!;
  for (;;) {
    const [cast, ...others] = readers.get(tensor) ?? [];
    if (cast?.opType !== 'Cast' || others.length > 0) return undefined;
    tensor = cast.outputs[0]!;
    if (cast.castTo === elementTypes.int64) return { end, tensor };
  }
}

/** The number of blocks that a chain of ScatterND writes, if it begins with a tensor from outside the loop. */
function turnsOf(end: GraphNode, loopNodes: ReadonlySet<GraphNode>, producers: Producers): number | undefined {
  let turns = 0;
  let node: GraphNode | undefined = end;
  for (; node && isScatter(node); node = producers.get(node.inputs[0]!)) turns++;
  return node && loopNodes.has(node) ? undefined : turns;
}
