import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileResponse, NotFound, type ReviewResponse } from './review-http';

/** The built page: `index.html`, scripts and styles. */
const FOLDER = join(__dirname, '../../review');
const NAME = /^[\w-]+\.(?:js|css|svg)$/;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The page loads nothing from elsewhere, and runs no script of its text. */
const POLICY = "default-src 'self'; img-src 'self' blob: data:; style-src 'self'; frame-ancestors 'self'";

/** The page itself. @throws NotFound if it is not built */
export const pageItself = (): Promise<ReviewResponse> => fileOf('index.html');

/** A file of the page. @throws NotFound */
export function pageFile(name: string): Promise<ReviewResponse> {
  if (NAME.test(name)) return fileOf(name);
  throw new NotFound('The page has no file of this name');
}

async function fileOf(name: string): Promise<ReviewResponse> {
  const content = await readFile(join(FOLDER, name)).catch(() => undefined);
  if (!content) throw new NotFound(`The page has no file ${name}`);
  // Browsers ask again: another version of this package has other files of the same name.
  return fileResponse(content, types[extname(name)]!, {
    'Content-Security-Policy': POLICY,
    'Cache-Control': 'no-cache',
  });
}
