/** Progress of the download of a model. Reported every 250 ms, also while nothing arrives. */
export interface DownloadProgress {
  /** The name as the user wrote it. */
  readonly model: string;
  readonly receivedBytes: number;
  /** 0 while the list of files is requested from the hub. */
  readonly totalBytes: number;
  /** All files are cached and verified. True once, in the last report. */
  readonly isDone: boolean;
}

export type OnProgress = (progress: DownloadProgress) => void;

/** `719 MB`, `1.2 GB`: in powers of ten, as the hub counts. */
export function formatBytes(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes >= 1e7) return `${Math.round(bytes / 1e6)} MB`;
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${Math.max(Math.round(bytes / 1e3), bytes > 0 ? 1 : 0)} kB`;
}

/** Whole percent, rounded down. */
export const percentOf = ({ receivedBytes, totalBytes }: DownloadProgress): number =>
  totalBytes > 0 ? Math.floor((receivedBytes / totalBytes) * 100) : 0;
