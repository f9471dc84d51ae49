/** Codes of the file system. The network has others, except those of a connection that the system forbids. */
const DISK_CODES = new Set([
  'EACCES',
  'EBUSY',
  'EDQUOT',
  'EEXIST',
  'EFBIG',
  'EIO',
  'EISDIR',
  'ELOOP',
  'EMFILE',
  'ENAMETOOLONG',
  'ENFILE',
  'ENODEV',
  'ENOENT',
  'ENOSPC',
  'ENOTDIR',
  'ENOTEMPTY',
  'ENXIO',
  'EPERM',
  'EROFS',
  'ESTALE',
  'EXDEV',
  // Of Node.js's `rm`.
  'ERR_FS_EISDIR',
]);

/** Whether an error is one of the file system. */
export function isDiskError(error: unknown): error is NodeJS.ErrnoException & { readonly code: string } {
  const { code = '', syscall } = (error ?? {}) as NodeJS.ErrnoException;
  return error instanceof Error && DISK_CODES.has(code) && syscall !== 'connect';
}

/** What a user can do about an error of the file system, as a sentence. */
export function diskAdvice({ code }: { readonly code: string }): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'Allow the user of this process to read and write there';
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return 'Free disk space there';
    case 'EROFS':
      return 'The disk is read-only';
    case 'EMFILE':
    case 'ENFILE':
      return 'Allow more open files: ulimit -n';
    case 'EIO':
    case 'ENODEV':
    case 'ENXIO':
    case 'ESTALE':
      return 'Check the disk';
    default:
      return 'Check the path, of which a part is missing or is not a folder';
  }
}
