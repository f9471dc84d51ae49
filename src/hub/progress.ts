/** How far the download of a model is. Told a few times per second, also while nothing arrives. */
export interface DownloadProgress {
  /** The model as it was asked for. */
  readonly model: string;
  readonly receivedBytes: number;
  /** 0 while the hub is asked what there is to download. */
  readonly totalBytes: number;
  /** All files are here and verified. Told once, as the last word. */
  readonly isDone: boolean;
}

export type OnProgress = (progress: DownloadProgress) => void;

/** `719 MB`, `1.2 GB`: as the hub counts, in powers of ten. */
export function formatBytes(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes >= 1e7) return `${Math.round(bytes / 1e6)} MB`;
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${Math.max(Math.round(bytes / 1e3), bytes > 0 ? 1 : 0)} kB`;
}

export const percentOf = ({ receivedBytes, totalBytes }: DownloadProgress): number =>
  totalBytes > 0 ? Math.floor((receivedBytes / totalBytes) * 100) : 0;
