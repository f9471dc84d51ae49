import { isHash, isRemoteFile, type Listing, type RemoteFile } from '../../model-files/repository-listing';
import { gaveUp, type Subject, unexpectedResponse, webPage } from '../errors';
import { type HttpClient, type HttpResponse, isWebPage } from './http';
import { type RetryPolicy, TryAgain, withRetries } from './retry';

/** Largest JSON response in bytes. A page of the hub has 1000 files in about 300 kB. */
const MAX_JSON_BYTES = 1 << 24;
/** Time for a JSON response, so that one that arrives byte by byte ends. */
const JSON_MS = 120_000;
/** The largest repositories of the hub have 100,000 files. */
const MAX_FILES = 100_000;
const MAX_PAGES = 1000;

interface TreeEntry {
  readonly type: string;
  readonly path: string;
  readonly size: number;
  readonly oid: string;
  readonly lfs?: { readonly oid: string; readonly size: number };
}

/** The hub's REST API: https://huggingface.co/docs/hub/api */
export interface HubApi {
  /** The commit that a branch, a tag or a short hash points to now. */
  commitOf(repository: string, revision: string, signal: AbortSignal): Promise<string>;
  /** All files of a commit, with their hashes. */
  listing(repository: string, commit: string, signal: AbortSignal): Promise<Listing>;
  /** URL of the content of a file. */
  fileUrl(repository: string, commit: string, path: string): string;
  /** For error messages. */
  subject(repository: string, revision: string, path?: string): Subject;
}

export function openHubApi(endpoint: string, client: HttpClient, retry: RetryPolicy): HubApi {
  const escaped = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

  const subject = (repository: string, revision: string, path?: string): Subject => ({
    name: `${path === undefined ? '' : `${path} of `}${repository} (revision ${revision})`,
    page: `${endpoint}/${repository}`,
  });

  async function json<T>(url: string, about: Subject, signal: AbortSignal): Promise<{ value: T; next?: string }> {
    return withRetries(
      retry,
      signal,
      (attempts, cause) => gaveUp(about, attempts, cause),
      async () => {
        const timed = AbortSignal.any([signal, AbortSignal.timeout(JSON_MS)]);
        const response = await client.get(url, about, { signal: timed });
        const value = parsed(await bodyOf(response, about), response, about) as T;
        const next = /<([^>]+)>\s*;\s*rel="?next"?/.exec(String(response.headers.link ?? '').slice(0, 10_000))?.[1];
        return { value, ...(next === undefined ? {} : { next: nextPage(next, url, about) }) };
      },
    );
  }

  return {
    subject,

    fileUrl: (repository, commit, path) => `${endpoint}/${repository}/resolve/${commit}/${escaped(path)}`,

    async commitOf(repository, revision, signal) {
      const url = `${endpoint}/api/models/${repository}/revision/${encodeURIComponent(revision)}`;
      const about = subject(repository, revision);
      const { value } = await json<{ sha?: unknown } | null>(url, about, signal);
      if (!isHash(value?.sha)) throw unexpectedResponse(about, 'named no commit');
      return value.sha;
    },

    async listing(repository, commit, signal) {
      const about = subject(repository, commit);
      const files: RemoteFile[] = [];
      let url: string | undefined = `${endpoint}/api/models/${repository}/tree/${commit}?recursive=true`;
      for (let pages = 0; url !== undefined; pages++) {
        const page: { value: unknown; next?: string } = await json(url, about, signal);
        files.push(...filesOf(page.value, about));
        if (files.length > MAX_FILES || pages === MAX_PAGES) {
          throw unexpectedResponse(about, `listed more than ${MAX_FILES} files or ${MAX_PAGES} pages`);
        }
        url = page.next;
      }
      return { repository, commit, files };
    },
  };
}

async function bodyOf({ body }: HttpResponse, about: Subject): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Leaving the loop closes the connection.
    if (bytes > MAX_JSON_BYTES) throw unexpectedResponse(about, `sent more than ${MAX_JSON_BYTES >> 20} MB of JSON`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parsed(body: Buffer, { host }: HttpResponse, about: Subject): unknown {
  if (isWebPage(body)) throw webPage(about, host);
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new TryAgain('the hub sent invalid JSON');
  }
}

/** A listing of another server would be requested without the token, and could be of anyone. */
function nextPage(next: string, url: string, about: Subject): string {
  const target = URL.canParse(next, url) ? new URL(next, url) : undefined;
  if (target?.origin !== new URL(url).origin)
    throw unexpectedResponse(about, 'continued its list of files on another host');
  return target.href;
}

/** The files of a page, without its folders. */
function filesOf(page: unknown, about: Subject): RemoteFile[] {
  if (!Array.isArray(page)) throw unexpectedResponse(about, 'sent no list of files');
  const files = page.filter((entry: TreeEntry | null) => entry?.type === 'file').map(remoteFile);
  if (!files.every(isRemoteFile)) throw unexpectedResponse(about, 'listed an invalid file name, size or hash');
  return files;
}

const remoteFile = ({ path, size, oid, lfs }: TreeEntry): RemoteFile =>
  lfs ? { path, size: lfs.size, oid: lfs.oid, hash: 'sha256' } : { path, size, oid, hash: 'git' };
