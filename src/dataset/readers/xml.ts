import { createReadStream } from 'node:fs';
import { VisionError } from '../../errors';

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Partial<Record<string, string>>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** Elements inside each other. */
const MAX_DEPTH = 64;
/** Characters of an element's tag, such as one with the RLE of a large mask. */
const MAX_LENGTH = 2 ** 26;

/** The name of the first element of a file; `undefined` without one. @throws VisionError `BAD_DATASET` for invalid XML before it */
export async function xmlRoot(path: string): Promise<string | undefined> {
  for await (const token of tokens(path)) if (token.kind === 'start') return token.name;
  return undefined;
}

/**
 * The elements of the given names, each when its end was read, in the order of the file. Elements inside them are their children.
 * Only a chunk of the file is in memory. Document types and entities other than those of XML itself are refused.
 * @throws VisionError `BAD_DATASET` for invalid XML
 */
export async function* xmlElements(path: string, names: readonly string[]): AsyncIterable<XmlElement> {
  const open: string[] = [];
  const taken: { name: string; attributes: XmlElement['attributes']; children: XmlElement[]; text: string }[] = [];
  for await (const token of tokens(path)) {
    if (token.kind === 'text') {
      const element = taken.at(-1);
      if (element) element.text += token.text;
      continue;
    }
    if (token.kind === 'start') {
      open.push(token.name);
      if (open.length > MAX_DEPTH) throw invalid(path, `more than ${MAX_DEPTH} elements are inside each other`);
      if (taken.length > 0 || names.includes(token.name)) {
        const element = { name: token.name, attributes: token.attributes, children: [], text: '' };
        taken.at(-1)?.children.push(element);
        taken.push(element);
      }
      if (!token.isEmpty) continue;
    } else if (open.at(-1) !== token.name) {
      throw invalid(path, `</${token.name.slice(0, 40)}> closes no element`);
    }
    open.pop();
    const element = taken.pop();
    if (element && taken.length === 0) yield element;
  }
  if (open.length > 0) throw invalid(path, `<${open.at(-1)!.slice(0, 40)}> is not closed`);
}

type Token =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'start';
      readonly name: string;
      readonly attributes: XmlElement['attributes'];
      readonly isEmpty: boolean;
    }
  | { readonly kind: 'end'; readonly name: string };

const invalid = (path: string, problem: string): VisionError =>
  new VisionError('BAD_DATASET', `Invalid XML in ${path}: ${problem}`);

async function* tokens(path: string): AsyncGenerator<Token, void, void> {
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 20 })) {
    rest += chunk as string;
    let at = 0;
    for (let end = endOfToken(rest, at); end !== -1; end = endOfToken(rest, at)) {
      const token = tokenOf(rest.slice(at, end), path);
      if (token) yield token;
      at = end;
    }
    rest = rest.slice(at);
    if (rest.length > MAX_LENGTH) throw invalid(path, `an element is longer than ${MAX_LENGTH} characters`);
  }
  if (rest.trim() !== '') throw invalid(path, 'it ends too early');
}

/** Index after the token that begins at an index; -1 if its end is not read yet. */
function endOfToken(text: string, at: number): number {
  if (text[at] !== '<') return text.indexOf('<', at);
  if (text.startsWith('<!', at) && text.length < at + CDATA.length) return -1;
  for (const [start, end] of LONG_TOKENS) {
    if (!text.startsWith(start, at)) continue;
    const found = text.indexOf(end, at + start.length);
    return found === -1 ? -1 : found + end.length;
  }
  // Values of attributes may contain ">".
  const mark = /["'>]/g;
  for (mark.lastIndex = at; ; ) {
    const found = mark.exec(text)?.[0];
    if (found === undefined) return -1;
    if (found === '>') return mark.lastIndex;
    const closing = text.indexOf(found, mark.lastIndex);
    if (closing === -1) return -1;
    mark.lastIndex = closing + 1;
  }
}

const CDATA = '<![CDATA[';
const LONG_TOKENS = [
  ['<!--', '-->'],
  [CDATA, ']]>'],
  ['<?', '?>'],
] as const;

/** `undefined` for a comment or an instruction. @throws VisionError `BAD_DATASET` */
function tokenOf(source: string, path: string): Token | undefined {
  if (!source.startsWith('<')) return { kind: 'text', text: plainText(source, path) };
  if (source.startsWith('<!--') || source.startsWith('<?')) return undefined;
  if (source.startsWith(CDATA)) return { kind: 'text', text: source.slice(CDATA.length, -3) };
  if (source.startsWith('<!')) throw invalid(path, 'it has a document type');
  if (source.startsWith('</')) return { kind: 'end', name: source.slice(2, -1).trimEnd() };

  const [start, name] = /^<([^\s<>"'=/]+)/.exec(source) ?? [];
  if (start === undefined || name === undefined) throw invalid(path, `"${source.slice(0, 40)}" is no element`);
  const attributes: [string, string][] = [];
  const attribute = /\s+([^\s<>"'=/]+)\s*=\s*(["'])/y;
  let at = start.length;
  for (attribute.lastIndex = at; ; attribute.lastIndex = at) {
    const found = attribute.exec(source);
    if (!found) break;
    const begin = attribute.lastIndex;
    const end = source.indexOf(found[2]!, begin);
    attributes.push([found[1]!, plainText(source.slice(begin, end), path)]);
    at = end + 1;
  }
  const close = source.slice(at).trim();
  if (close !== '>' && close !== '/>')
    throw invalid(path, `an attribute of ${name.slice(0, 40)} has no value in quotes`);
  return { kind: 'start', name, attributes: Object.fromEntries(attributes), isEmpty: close === '/>' };
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The inverse of `xmlText`. @throws VisionError `BAD_DATASET` for an entity that is not of XML itself */
const plainText = (text: string, path: string): string =>
  text.replace(/&([^&;\s]{0,12});?/g, (entity, name: string) => {
    const [, hex, decimal] = /^#(?:x([0-9a-f]+)|([0-9]+))$/i.exec(name) ?? [];
    const code = Number.parseInt(hex ?? decimal ?? '', hex === undefined ? 10 : 16);
    if (code <= 0x10ffff) return String.fromCodePoint(code);
    if (entity.endsWith(';') && Object.hasOwn(ENTITIES, name)) return ENTITIES[name]!;
    throw invalid(path, `it has an unknown entity ${entity}`);
  });
