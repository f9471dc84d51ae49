/** A file of a repository, as the hub lists it. */
export interface RemoteFile {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** Hash of the content, in hexadecimal. Also the name of the blob in the cache, as huggingface_hub names it. */
  readonly oid: string;
  /** `sha256` for large files (LFS), `git` for files that git itself stores: SHA-1 of `blob <size>\0` and the content. */
  readonly hash: 'sha256' | 'git';
}

/** All files of one commit of a repository. */
export interface Listing {
  readonly repository: string;
  readonly commit: string;
  readonly files: readonly RemoteFile[];
}

/** Longest path of a file in a listing. Linux allows 4096 bytes with the folder of the cache. */
const MAX_PATH = 1000;

/** A commit, or the hash of a file: SHA-1 or SHA-256 in hexadecimal. */
export const isHash = (text: unknown): text is string =>
  typeof text === 'string' && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);

/** Whether the name and the hash can become paths of the cache without leading out of it, and the size can be a size. */
export function isRemoteFile(value: unknown): value is RemoteFile {
  const { path, size, oid, hash } = (value ?? {}) as Partial<RemoteFile>;
  return (
    isPathInside(path) &&
    Number.isSafeInteger(size) &&
    size! >= 0 &&
    isHash(oid) &&
    (hash === 'sha256') === (oid.length === 64)
  );
}

/** A relative path that stays in its folder on every operating system. */
const isPathInside = (path: unknown): boolean =>
  typeof path === 'string' &&
  path.length <= MAX_PATH &&
  !path.includes('\0') &&
  path.split(/[\\/]/).every((part) => part !== '' && part !== '.' && part !== '..');
