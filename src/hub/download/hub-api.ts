import type { Listing, RemoteFile } from '../../model-files/repository-listing';
import { gaveUp, type Subject, unexpectedResponse } from '../errors';
import type { HttpClient } from './http';
import { type RetryPolicy, withRetries } from './retry';

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
        const { body, headers } = await client.get(url, about, { signal });
        const next = /<([^>]+)>\s*;\s*rel="?next"?/.exec(String(headers.link ?? ''))?.[1];
        return { value: (await body.json()) as T, ...(next ? { next: new URL(next, url).href } : {}) };
      },
    );
  }

  return {
    subject,

    fileUrl: (repository, commit, path) => `${endpoint}/${repository}/resolve/${commit}/${escaped(path)}`,

    async commitOf(repository, revision, signal) {
      const url = `${endpoint}/api/models/${repository}/revision/${encodeURIComponent(revision)}`;
      const about = subject(repository, revision);
      const { sha } = (await json<{ sha?: string }>(url, about, signal)).value;
      if (sha === undefined || !HASH.test(sha)) throw unexpectedResponse(about, 'named no commit');
      return sha;
    },

    async listing(repository, commit, signal) {
      const files: RemoteFile[] = [];
      let url: string | undefined = `${endpoint}/api/models/${repository}/tree/${commit}?recursive=true`;
      while (url) {
        const page: { value: TreeEntry[]; next?: string } = await json(url, subject(repository, commit), signal);
        files.push(...page.value.filter(({ type }) => type === 'file').map(remoteFile));
        url = page.next;
      }
      if (!files.every(isNameable))
        throw unexpectedResponse(subject(repository, commit), 'listed an invalid file name or hash');
      return { repository, commit, files };
    },
  };
}

const HASH = /^[0-9a-f]{40,64}$/;

/** Names and hashes become paths of the cache, so they must not lead out of it. */
const isNameable = ({ path, oid }: RemoteFile): boolean =>
  HASH.test(oid) && !path.split(/[\\/]/).some((part) => part === '' || part === '..');

const remoteFile = ({ path, size, oid, lfs }: TreeEntry): RemoteFile =>
  lfs ? { path, size: lfs.size, oid: lfs.oid, hash: 'sha256' } : { path, size, oid, hash: 'git' };
