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
