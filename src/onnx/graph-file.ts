import type { FileReader, Range } from './file-reader';
import { type Field, fieldsOf, integerOf } from './wire';

// Field numbers and enumerations: onnx.proto of https://github.com/onnx/onnx
export const modelFields = { graph: 7 } as const;
export const graphFields = { node: 1, initializer: 5, input: 11, output: 12, valueInfo: 13 } as const;
export const nodeFields = { input: 1, output: 2, opType: 4, attribute: 5 } as const;
export const tensorFields = { name: 8, rawData: 9, externalData: 13, dataLocation: 14 } as const;
const attributeFields = { name: 1, i: 3, g: 6, graphs: 11 } as const;
const NAME_OF_VALUE_INFO = 1;

/** A node that is larger than this is not read. Nodes of exports have a few hundred bytes. */
const MAX_NODE_BYTES = 1 << 24;

/** A part of a graph, and where its field is in the file. */
interface Part extends Range {
  readonly value: Range;
}

export interface GraphNode extends Part {
  readonly kind: 'node';
  readonly opType: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Tensors that graphs in the node's attributes name: they may read tensors around the node. */
  readonly inner: readonly string[];
  /** The attribute `to` of a Cast. */
  readonly castTo: number | undefined;
}

export interface Initializer extends Part {
  readonly kind: 'initializer';
  readonly name: string;
  /** Where its `raw_data` is. */
  readonly raw: Range | undefined;
  /** The file that has its data, relative to the folder of the graph, if it is another file. */
  readonly location: string | undefined;
}

export interface NamedValue extends Part {
  readonly kind: 'input' | 'output' | 'valueInfo';
  readonly name: string;
}

export interface OtherPart extends Part {
  readonly kind: 'other';
}

/** An ONNX file, of which the weights were not read. */
export interface GraphFile {
  /** The parts of the graph, in their order. */
  readonly parts: readonly (GraphNode | Initializer | NamedValue | OtherPart)[];
  readonly nodes: readonly GraphNode[];
  readonly inputs: readonly NamedValue[];
  readonly outputs: readonly NamedValue[];
  /** Fields of the model before and after its graph. */
  readonly before: readonly Range[];
  readonly after: readonly Range[];
}

/**
 * Reads the structure of an ONNX file. Skips the weights.
 * @throws Error for a file that is not ONNX
 */
export async function readGraph(reader: FileReader): Promise<GraphFile> {
  const before: Range[] = [];
  const after: Range[] = [];
  let graph: Range | undefined;
  for await (const { number, value, start, end } of reader.fields({ start: 0, end: reader.size })) {
    if (number !== modelFields.graph) (graph ? after : before).push({ start, end });
    else if (graph) throw new Error('The file has two graphs');
    else graph = value;
  }
  if (!graph) throw new Error('The file has no graph');
  const parts: GraphFile['parts'][number][] = [];
  for await (const { number, value, start, end } of reader.fields(graph)) {
    const part = { value, start, end };
    if (number === graphFields.node) parts.push({ kind: 'node', ...part, ...(await readNode(reader, value)) });
    else if (number === graphFields.initializer) {
      parts.push({ kind: 'initializer', ...part, ...(await readInitializer(reader, value)) });
    } else {
      const kind = namedKinds[number];
      parts.push(kind ? { kind, ...part, name: await readName(reader, value) } : { kind: 'other', ...part });
    }
  }
  return {
    parts,
    nodes: parts.filter((part) => part.kind === 'node'),
    inputs: parts.filter((part): part is NamedValue => part.kind === 'input'),
    outputs: parts.filter((part): part is NamedValue => part.kind === 'output'),
    before,
    after,
  };
}

const namedKinds: Readonly<Record<number, NamedValue['kind']>> = {
  [graphFields.input]: 'input',
  [graphFields.output]: 'output',
  [graphFields.valueInfo]: 'valueInfo',
};

type NodeContent = Pick<GraphNode, 'opType' | 'inputs' | 'outputs' | 'inner' | 'castTo'>;

async function readNode(reader: FileReader, value: Range): Promise<NodeContent> {
  if (value.end - value.start > MAX_NODE_BYTES) throw new Error('The graph has a node of more than 16 MB');
  return nodeContent(await reader.bytes(value));
}

function nodeContent(message: Buffer): NodeContent {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const inner: string[] = [];
  let opType = '';
  let castTo: number | undefined;
  for (const field of fieldsOf(message)) {
    if (field.number === nodeFields.input) inputs.push(textOf(field));
    else if (field.number === nodeFields.output) outputs.push(textOf(field));
    else if (field.number === nodeFields.opType) opType = textOf(field);
    else if (field.number === nodeFields.attribute) {
      const attribute = [...fieldsOf(field.value)];
      const isTo = attribute.some((one) => one.number === attributeFields.name && textOf(one) === 'to');
      const integer = attribute.find((one) => one.number === attributeFields.i);
      if (isTo && integer) castTo = integerOf(integer);
      const graphs = attribute.filter(
        ({ number }) => number === attributeFields.g || number === attributeFields.graphs,
      );
      for (const { value } of graphs) inner.push(...namesIn(value));
    }
  }
  return { opType, inputs, outputs, inner, castTo: opType === 'Cast' ? castTo : undefined };
}

/** The tensors that the nodes and outputs of a graph in memory read. */
function namesIn(graph: Buffer): string[] {
  return [...fieldsOf(graph)].flatMap(({ number, value }) => {
    if (number === graphFields.output) {
      return [...fieldsOf(value)].filter((field) => field.number === NAME_OF_VALUE_INFO).map(textOf);
    }
    if (number !== graphFields.node) return [];
    const { inputs, inner } = nodeContent(value);
    return [...inputs, ...inner];
  });
}

async function readInitializer(
  reader: FileReader,
  value: Range,
): Promise<Pick<Initializer, 'name' | 'raw' | 'location'>> {
  let name = '';
  let raw: Range | undefined;
  let location: string | undefined;
  for await (const field of reader.fields(value)) {
    if (field.number === tensorFields.name) name = (await reader.bytes(field.value)).toString();
    else if (field.number === tensorFields.rawData) raw = field.value;
    else if (field.number === tensorFields.externalData) {
      const [key, text] = entryOf(await reader.bytes(field.value));
      if (key === 'location') location = text;
    }
  }
  return { name, raw, location };
}

/** Key and value of an entry of `external_data`. */
export function entryOf(entry: Buffer): [key: string, value: string] {
  const [key = '', value = ''] = [1, 2].map((number) => {
    const field = [...fieldsOf(entry)].find((one) => one.number === number);
    return field && textOf(field);
  });
  return [key, value];
}

async function readName(reader: FileReader, value: Range): Promise<string> {
  for await (const field of reader.fields(value)) {
    if (field.number === NAME_OF_VALUE_INFO) return (await reader.bytes(field.value)).toString();
  }
  return '';
}

const textOf = ({ value }: Pick<Field, 'value'>): string => value.toString();
