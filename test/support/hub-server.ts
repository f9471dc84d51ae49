import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { listening } from './servers';

/** A fault of the server, for requests whose path matches. */
export interface Fault {
  readonly path: RegExp;
  /** Number of requests that have the fault. By default all. */
  times?: number;
  /** Responds with this status. */
  readonly status?: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Breaks the connection after this many bytes of the body. */
  readonly cutAfter?: number;
  /** Flips a bit of the content. */
  readonly corrupt?: boolean;
  readonly ignoreRange?: boolean;
  /** Responds with parts (206) of at most this many bytes. */
  readonly partBytes?: number;
  /** Sends the body in slices of this size, one per `sliceMs`. */
  readonly slice?: number;
  readonly sliceMs?: number;
  /** The last slice waits for it; with `cutAfter` the cut waits for it, by default 20 ms. */
  readonly until?: () => Promise<unknown>;
  /** Redirects to this host. */
  readonly redirect?: string;
}

export interface SeenRequest {
  readonly path: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

type Content = Readonly<Record<string, Buffer | string>>;

export interface HubServer {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  /** Requests for the content of files. */
  readonly downloads: readonly SeenRequest[];
  /** @returns the commit that the branch points to */
  addRepository(name: string, content: Content, options?: { branch?: string; token?: string }): string;
  addFault(fault: Fault): void;
  close(): Promise<void>;
}

/** All files of a folder, by their paths in it. */
export function folderContent(folder: string): Record<string, Buffer> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    names.map((name) => [name.slice(folder.length).replaceAll('\\', '/').replace(/^\//, ''), readFileSync(name)]),
  );
}

export const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex');
const gitOid = (data: Buffer): string => createHash('sha1').update(`blob ${data.length}\0`).update(data).digest('hex');

interface Repository {
  readonly commit: string;
  readonly branch: string;
  readonly token: string | undefined;
  readonly files: ReadonlyMap<string, Buffer>;
}

/** The hub's API on 127.0.0.1: revision, tree (two entries a page) and resolve. Graphs are large files (LFS). */
export async function startHubServer(): Promise<HubServer> {
  const repositories = new Map<string, Repository>();
  const faults: Fault[] = [];
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, 'http://hub');
    const path = decodeURIComponent(url.pathname);
    const { range, authorization } = request.headers;
    requests.push({ path, range, authorization });
    const fault = faults.find((one) => one.path.test(path) && (one.times === undefined || one.times-- > 0));
    if (fault?.redirect !== undefined) return end(response, 302, '', { location: `${fault.redirect}${url.pathname}` });
    if (fault?.status !== undefined) return end(response, fault.status, fault.body ?? 'no', fault.headers);

    const [, name, action, revision = '', rest = ''] =
      /^(?:\/api\/models)?\/([^/]+\/[^/]+)\/(revision|tree|resolve)\/([^/]+)\/?(.*)$/.exec(path) ?? [];
    const repository = repositories.get(name ?? '');
    if (!repository || ![repository.branch, repository.commit].includes(revision)) return end(response, 404, 'no');
    if (repository.token && authorization !== `Bearer ${repository.token}`) return end(response, 401, 'no');
    if (action === 'revision') return end(response, 200, JSON.stringify({ sha: repository.commit }));
    if (action === 'tree') return tree(repository, url, response);
    const data = repository.files.get(rest);
    if (!data) return end(response, 404, 'no');
    await content(data, range, fault, response);
  }

  function tree({ files }: Repository, url: URL, response: ServerResponse): void {
    const from = Number(url.searchParams.get('cursor') ?? 0);
    const entries = [...files].map(([path, data]) => ({
      type: 'file',
      path,
      size: data.length,
      oid: gitOid(data),
      ...(path.includes('.onnx') ? { lfs: { oid: sha256(data), size: data.length } } : {}),
    }));
    const next = new URL(url);
    next.searchParams.set('cursor', String(from + 2));
    const link = from + 2 < entries.length ? { link: `<${next.pathname}${next.search}>; rel="next"` } : {};
    end(response, 200, JSON.stringify([...entries.slice(from, from + 2), { type: 'directory', path: 'onnx' }]), link);
  }

  async function content(data: Buffer, range: string | undefined, fault: Fault | undefined, response: ServerResponse) {
    const start = fault?.ignoreRange ? 0 : Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    const sent = Buffer.from(data.subarray(start, fault?.partBytes && start + fault.partBytes));
    if (fault?.corrupt) sent[sent.length >> 1]! ^= 1;
    const isPart = sent.length < data.length;
    response.writeHead(isPart ? 206 : 200, {
      'content-length': sent.length,
      ...(isPart ? { 'content-range': `bytes ${start}-${start + sent.length - 1}/${data.length}` } : {}),
    });
    const { cutAfter = sent.length, slice = sent.length || 1, sliceMs = 0 } = fault ?? {};
    for (let at = 0; at < Math.min(cutAfter, sent.length); at += slice) {
      if (cutAfter >= sent.length && at + slice >= sent.length) await fault?.until?.();
      if (response.destroyed) return;
      response.write(sent.subarray(at, Math.min(at + slice, cutAfter)));
      await delay(sliceMs);
    }
    if (cutAfter < sent.length) {
      // Let the bytes leave before the connection breaks.
      await (fault?.until?.() ?? delay(20));
      response.destroy();
    } else response.end();
  }

  const url = `http://${await listening(server)}`;
  return {
    url,
    requests,
    get downloads() {
      return requests.filter(({ path }) => path.includes('/resolve/'));
    },
    addRepository(name, given, { branch = 'main', token } = {}) {
      const files = new Map(Object.entries(given).map(([path, data]) => [path, Buffer.from(data)]));
      const commit = createHash('sha1')
        .update(JSON.stringify([name, [...files].map(([p, d]) => [p, sha256(d)])]))
        .digest('hex');
      repositories.set(name, { commit, branch, token, files });
      return commit;
    },
    addFault: (fault) => void faults.push(fault),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function end(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, headers).end(body);
}
