import type { FileReader, Range } from './file-reader';
import {
  entryOf,
  type GraphFile,
  type GraphNode,
  graphFields,
  type Initializer,
  modelFields,
  nodeFields,
  tensorFields,
} from './graph-file';
import { bytesField, bytesHeader, fieldsOf, integerField } from './wire';

/** Weights of at least this many bytes stay in the original file. */
const MIN_EXTERNAL_BYTES = 1024;
const EXTERNAL = 1;

/** A tensor that a graph no longer computes, because it becomes an input. */
export interface Cut {
  /** The tensor, as the nodes name it that read it. */
  readonly tensor: string;
  /** The name of the new input. */
  readonly input: string;
  /** The `ValueInfoProto` of the new input. */
  readonly info: Uint8Array;
}

/** Names of the files with weights, in one folder. */
export interface WeightFiles {
  /** The original file. */
  readonly original: string;
  /** Files with external data, by the names that the original file has for them. */
  readonly external: ReadonlyMap<string, string>;
}

/** Bytes of the original file, or new ones. */
type Piece = Range | Uint8Array;

/**
 * A graph with tensors cut off: nodes that read them read new inputs, and nodes and weights that nothing needs any more are
 * removed. Large weights become external data in the original file, so they are neither copied nor read.
 * @throws Error if `files` does not name a file with external data
 * @returns the bytes of the new file
 */
export async function* cutGraph(
  reader: FileReader,
  graph: GraphFile,
  cuts: readonly Cut[],
  files: WeightFiles,
): AsyncGenerator<Uint8Array> {
  const pieces: Piece[] = [];
  for await (const piece of graphPieces(reader, graph, cuts, files)) pieces.push(piece);
  const length = pieces.reduce((sum, piece) => sum + lengthOf(piece), 0);
  for (const piece of [...graph.before, bytesHeader(modelFields.graph, length), ...pieces, ...graph.after]) {
    // The next read overwrites the reader's bytes.
    yield piece instanceof Uint8Array ? piece : Buffer.from(await reader.bytes(piece));
  }
}

/** The nodes that the outputs of a graph still need after cuts. */
export function neededNodes(
  { nodes, outputs }: GraphFile,
  cuts: readonly Pick<Cut, 'tensor'>[],
): ReadonlySet<GraphNode> {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node])));
  const cutOff = new Set(cuts.map(({ tensor }) => tensor));
  const needed = new Set<GraphNode>();
  const tensors = outputs.map(({ name }) => name);
  for (let name = tensors.pop(); name !== undefined; name = tensors.pop()) {
    const producer = cutOff.has(name) ? undefined : producers.get(name);
    if (!producer || needed.has(producer)) continue;
    needed.add(producer);
    tensors.push(...producer.inputs, ...producer.inner);
  }
  return needed;
}

async function* graphPieces(
  reader: FileReader,
  graph: GraphFile,
  cuts: readonly Cut[],
  files: WeightFiles,
): AsyncGenerator<Piece> {
  const needed = neededNodes(graph, cuts);
  const read = new Set([...needed].flatMap(({ inputs, inner }) => [...inputs, ...inner]));
  for (const { name } of graph.outputs) read.add(name);
  const written = new Set([...needed].flatMap(({ outputs }) => outputs));
  const renamed = new Map(cuts.map(({ tensor, input }) => [tensor, input]));
  for (const part of graph.parts) {
    if (part.kind === 'node') {
      if (needed.has(part))
        yield part.inputs.some((name) => renamed.has(name)) ? await rename(reader, part, renamed) : part;
    } else if (part.kind === 'initializer') {
      if (read.has(part.name)) yield await initializerPiece(reader, part, files);
    } else if (part.kind !== 'valueInfo' || written.has(part.name)) yield part;
  }
  for (const { info } of cuts) yield bytesField(graphFields.input, info);
}

async function rename(reader: FileReader, node: GraphNode, renamed: ReadonlyMap<string, string>): Promise<Uint8Array> {
  const fields = [...fieldsOf(await reader.bytes(node.value))].map(({ number, value, bytes }) => {
    const input = number === nodeFields.input ? renamed.get(value.toString()) : undefined;
    return input === undefined ? bytes : bytesField(number, input);
  });
  return bytesField(graphFields.node, Buffer.concat(fields));
}

async function initializerPiece(
  reader: FileReader,
  { value, start, end, raw, location }: Initializer,
  files: WeightFiles,
): Promise<Piece> {
  if (location === undefined && (!raw || lengthOf(raw) < MIN_EXTERNAL_BYTES)) return { start, end };
  const kept: Buffer[] = [];
  const entries = new Map<string, string>();
  for await (const field of reader.fields(value)) {
    if (field.number === tensorFields.rawData || field.number === tensorFields.dataLocation) continue;
    if (field.number !== tensorFields.externalData) kept.push(Buffer.from(await reader.bytes(field)));
    else entries.set(...entryOf(await reader.bytes(field.value)));
  }
  const name = location === undefined ? files.original : files.external.get(location);
  if (name === undefined) throw new Error(`The weights in ${location} have no file`);
  entries.set('location', name);
  if (raw && location === undefined) entries.set('offset', `${raw.start}`).set('length', `${lengthOf(raw)}`);
  const external = [...entries].map(([key, text]) =>
    bytesField(tensorFields.externalData, Buffer.concat([bytesField(1, key), bytesField(2, text)])),
  );
  const fields = [...kept, ...external, integerField(tensorFields.dataLocation, EXTERNAL)];
  return bytesField(graphFields.initializer, Buffer.concat(fields));
}

const lengthOf = (piece: Piece): number => (piece instanceof Uint8Array ? piece.length : piece.end - piece.start);
