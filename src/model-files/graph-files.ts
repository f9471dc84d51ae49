import { type Dtype, dtypeSuffixes, dtypes, type RequestedDtype } from './dtype';

/** Graph files of a model, by their paths in its folder, in the order in which a task wants them. */
export interface GraphPaths {
  /** Of the first graph, which does the work. */
  readonly dtype: Dtype;
  readonly paths: readonly string[];
}

interface GraphFile {
  readonly path: string;
  /** The file's name without its dtype: `vision_encoder`. */
  readonly name: string;
  readonly dtype: Dtype;
}

/** How Hugging Face calls the two graphs of a SAM model. Other exports go by the words `encoder` and `decoder`. */
const ENCODER = 'vision_encoder';
const DECODER = 'prompt_encoder_mask_decoder';

/**
 * The encoder in the wished dtype, `auto` being the best, and a decoder for it: fp32 where there is one, since a decoder
 * is small and its masks suffer most, else the encoder's dtype, else the best.
 * @param paths of all files of the folder, with `/`: `onnx/vision_encoder_fp16.onnx`
 * @returns `undefined` where there is no such pair
 */
export function segmenterGraphs(paths: readonly string[], wish: RequestedDtype): GraphPaths | undefined {
  const graphs = paths.flatMap((path) => graphFile(path) ?? []);
  const decoders = graphs.filter(({ name }) => name.includes('decoder'));
  const encoders = graphs.filter(({ name }) => name.includes('encoder') && !name.includes('decoder'));
  const encoder = first(wish === 'auto' ? encoders : encoders.filter(({ dtype }) => dtype === wish), [ENCODER]);
  if (!encoder) return undefined;
  const names = encoder.name === ENCODER ? [DECODER] : [encoder.name.replace('encoder', 'decoder'), DECODER];
  const decoder = first(decoders, names, ['fp32', encoder.dtype, ...dtypes]);
  return decoder && { dtype: encoder.dtype, paths: [encoder.path, decoder.path] };
}

/** `undefined` for what is no graph in the folder itself or in `onnx/`. */
function graphFile(path: string): GraphFile | undefined {
  const [, stem] = /^(?:onnx\/)?([^/]+)\.onnx$/i.exec(path) ?? [];
  if (stem === undefined) return undefined;
  const name = stem.toLowerCase();
  const dtype = dtypes.find((candidate) => candidate !== 'fp32' && name.endsWith(dtypeSuffixes[candidate]));
  return dtype ? { path, name: name.slice(0, -dtypeSuffixes[dtype].length), dtype } : { path, name, dtype: 'fp32' };
}

/** By name, the known ones first and then the shortest, and of one name by dtype. */
function first(
  graphs: readonly GraphFile[],
  names: readonly string[],
  order: readonly Dtype[] = dtypes,
): GraphFile | undefined {
  const rank = ({ name }: GraphFile): number => (names.includes(name) ? names.indexOf(name) : names.length);
  return [...graphs].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      a.name.length - b.name.length ||
      a.name.localeCompare(b.name) ||
      order.indexOf(a.dtype) - order.indexOf(b.dtype),
  )[0];
}
