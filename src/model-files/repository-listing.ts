/** A file of a repository, as the hub lists it. */
export interface RemoteFile {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly size: number;
  /** What the content must hash to; also the name of the blob in the cache, as huggingface_hub names it. */
  readonly oid: string;
  /** `sha256` for large files (LFS), `git` for what git itself keeps: sha1 over `blob <size>\0` and the content. */
  readonly hash: 'sha256' | 'git';
}

/** One commit of a repository. */
export interface Listing {
  readonly repository: string;
  readonly commit: string;
  readonly files: readonly RemoteFile[];
}
