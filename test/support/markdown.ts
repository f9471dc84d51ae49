import { readFileSync } from 'node:fs';

/** The part of a page below a heading, up to the next heading of its level or above. @param heading as written: `## Errors` */
export function sectionOf(page: string, heading: string): string {
  const lines = page.split('\n');
  const start = lines.indexOf(heading);
  if (start === -1) throw new Error(`The page has no heading ${heading}`);
  const level = heading.indexOf(' ');
  const end = lines.findIndex((line, index) => index > start && /^#+ /.test(line) && line.indexOf(' ') <= level);
  return lines.slice(start + 1, end === -1 ? lines.length : end).join('\n');
}

/** The cells of the first table whose first column has that title, without its head; `\|` is a bar in a cell. */
export function tableOf(section: string, firstColumn: string): string[][] {
  const lines = section.split('\n');
  const head = lines.findIndex((line) => line.startsWith(`| ${firstColumn} |`));
  if (head === -1) throw new Error(`There is no table with the column ${firstColumn}`);
  const body = lines.slice(head + 2);
  const end = body.findIndex((line) => !line.startsWith('|'));
  return body.slice(0, end === -1 ? body.length : end).map(cellsOf);
}

const cellsOf = (line: string): string[] =>
  line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));

/** The text of a cell that is one piece of code. */
export function codeIn(cell: string): string {
  const [, code] = /^`([^`]+)`$/.exec(cell) ?? [];
  if (code === undefined) throw new Error(`Not a piece of code: ${cell}`);
  return code;
}

/** The blocks of code in a language, one after the other. */
export const codeBlocks = (page: string, language: string): string =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, code]) => code).join('\n');

export const readPage = (path: string): string => readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
