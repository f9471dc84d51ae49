import { type Dtype, dtypeSuffixes, dtypes } from './dtype';
import type { ModelTask } from './model-request';

/** Graph files of a model, by their paths in its folder, in the order in which a task opens them. */
export interface GraphPaths {
  /** Precision of the first graph, which does most of the work. */
  readonly dtype: Dtype;
  readonly paths: readonly string[];
}

/** Names of the graphs that Hugging Face's exports of a task have, in the order in which they are opened. */
export const graphNames = {
  detector: ['model'],
  segmenter: ['vision_encoder', 'prompt_encoder_mask_decoder'],
} as const satisfies Record<ModelTask, readonly string[]>;

/**
 * The graphs of a task in the first of `allowed` in which the model has them.
 * @param paths of all files of a folder or repository, with `/`: `onnx/vision_encoder_fp16.onnx`
 * @returns `undefined` if the model has them in none of `allowed`
 */
export const graphPaths = (
  task: ModelTask,
  paths: readonly string[],
  allowed: readonly Dtype[],
): GraphPaths | undefined => finders[task](paths, allowed);

/** The precisions in which a model has all graphs of a task, best quality first. */
export const availableDtypes = (task: ModelTask, paths: readonly string[]): Dtype[] =>
  dtypes.filter((dtype) => graphPaths(task, paths, [dtype]));

/** The paths that a model without the graphs of a task should have, in the first of `allowed`. */
export const expectedPaths = (task: ModelTask, [dtype]: readonly Dtype[]): string[] =>
  graphNames[task].map((name) => `onnx/${name}${dtypeSuffixes[dtype ?? 'fp32']}.onnx`);

type Finder = (paths: readonly string[], allowed: readonly Dtype[]) => GraphPaths | undefined;

const finders: Record<ModelTask, Finder> = {
  detector(paths, allowed) {
    // Exporters put graphs into `onnx/`, a few into the root.
    const pathOf = (dtype: Dtype): string | undefined =>
      ['onnx/', ''].map((folder) => `${folder}model${dtypeSuffixes[dtype]}.onnx`).find((path) => paths.includes(path));
    const dtype = allowed.find(pathOf);
    return dtype && { dtype, paths: [pathOf(dtype)!] };
  },

  /**
   * A decoder is small and its masks suffer most from low precision: fp32 if there is one, else the encoder's precision,
   * else the best. Without a pair of graphs: encoder and decoder in one graph.
   */
  segmenter(paths, allowed) {
    const graphs = paths.flatMap((path) => graphFile(path) ?? []);
    return encoderAndDecoder(graphs, allowed) ?? fusedGraph(graphs, allowed);
  },
};

function encoderAndDecoder(graphs: readonly GraphFile[], allowed: readonly Dtype[]): GraphPaths | undefined {
  const decoders = graphs.filter(({ name }) => name.includes('decoder'));
  const encoders = graphs.filter(({ name, dtype }) => {
    const isEncoder = name.includes('encoder') && !name.includes('decoder');
    return isEncoder && allowed.includes(dtype);
  });
  const encoder = first(encoders, [ENCODER], allowed);
  if (!encoder) return undefined;
  const names = encoder.name === ENCODER ? [DECODER] : [encoder.name.replace('encoder', 'decoder'), DECODER];
  const decoder = first(decoders, names, ['fp32', encoder.dtype, ...dtypes]);
  return decoder && { dtype: encoder.dtype, paths: [encoder.path, decoder.path] };
}

function fusedGraph(graphs: readonly GraphFile[], allowed: readonly Dtype[]): GraphPaths | undefined {
  const [graph] = allowed.flatMap((dtype) => graphs.filter((one) => one.name === FUSED && one.dtype === dtype));
  return graph && { dtype: graph.dtype, paths: [graph.path] };
}

/** The name of a graph with encoder and decoder, by `tools/export --serve`. A detector's graph is called `model`. */
const FUSED = 'segmenter';

/** Hugging Face's names of the two graphs of a SAM model. Other exports have the words `encoder` and `decoder`. */
const [ENCODER, DECODER] = graphNames.segmenter;

interface GraphFile {
  readonly path: string;
  /** The file's name without its precision: `vision_encoder`. */
  readonly name: string;
  readonly dtype: Dtype;
}

/** `undefined` for a path that is no graph of the folder itself or of its `onnx/`. */
function graphFile(path: string): GraphFile | undefined {
  const [, stem] = /^(?:onnx\/)?([^/]+)\.onnx$/i.exec(path) ?? [];
  if (stem === undefined) return undefined;
  const name = stem.toLowerCase();
  const dtype = dtypes.find((candidate) => candidate !== 'fp32' && name.endsWith(dtypeSuffixes[candidate]));
  return dtype ? { path, name: name.slice(0, -dtypeSuffixes[dtype].length), dtype } : { path, name, dtype: 'fp32' };
}

/** Ordered by `names`, then by the shortest name, then by `order` of the precision. */
function first(graphs: readonly GraphFile[], names: readonly string[], order: readonly Dtype[]): GraphFile | undefined {
  const rank = ({ name }: GraphFile): number => (names.includes(name) ? names.indexOf(name) : names.length);
  return [...graphs].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      a.name.length - b.name.length ||
      a.name.localeCompare(b.name) ||
      order.indexOf(a.dtype) - order.indexOf(b.dtype),
  )[0];
}
