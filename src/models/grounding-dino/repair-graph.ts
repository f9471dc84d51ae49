import { type Cut, cutGraph, neededNodes, type WeightFiles } from '../../onnx/cut-graph';
import type { FileReader } from '../../onnx/file-reader';
import { readGraph } from '../../onnx/graph-file';
import { dimensionsOf, elementTypes, valueInfo } from '../../onnx/value-info';
import { bakedText } from './baked-text';

/** A graph whose text inputs replace what was baked into it. */
export interface RepairedGraph {
  /** Files with external data of the original graph, relative to its folder. */
  readonly external: readonly string[];
  /** The bytes of the repaired file. */
  content(files: WeightFiles): AsyncIterable<Uint8Array>;
}

/**
 * Makes a graph that masks only the first phrase of a prompt take the mask and the position ids as inputs: `text_token_mask`,
 * bool `[1, tokens, tokens]`, and `position_ids`, int64 `[1, tokens]`. Weights stay in the original file.
 * @returns `undefined` for any other graph
 * @throws Error for a file that is not ONNX
 */
export async function repairGraph(reader: FileReader): Promise<RepairedGraph | undefined> {
  const graph = await readGraph(reader);
  const baked = bakedText(graph);
  const ids = graph.inputs.find(({ name }) => name === 'input_ids');
  const tokens = baked && ids && (await dimensionsOf(reader, ids))?.[1];
  if (!tokens) return undefined;
  const cuts: readonly Cut[] = [
    {
      tensor: baked.mask,
      input: 'text_token_mask',
      info: valueInfo('text_token_mask', elementTypes.bool, [1, tokens, tokens]),
    },
    {
      tensor: baked.positions,
      input: 'position_ids',
      info: valueInfo('position_ids', elementTypes.int64, [1, tokens]),
    },
  ];
  // Whatever still needs the loop would still be wrong.
  if ([...neededNodes(graph, cuts)].some(({ opType }) => opType === 'NonZero')) return undefined;
  const external = graph.parts.flatMap((part) => (part.kind === 'initializer' ? (part.location ?? []) : []));
  return { external: [...new Set(external)], content: (files) => cutGraph(reader, graph, cuts, files) };
}
