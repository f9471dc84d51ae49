import { counted } from '../counted';
/** Progress of a batch. */
export interface BatchProgress {
  readonly done: number;
  /** Included in `done`. */
  readonly failed: number;
  readonly total: number;
  /** Mean of the last images. Skipped images take almost no time, so the mean of all would be too low. */
  readonly msPerPicture: number;
}

const BAR_WIDTH = 24;

/** `[####------]  40 % of 120 images  2.1/s  34 s left  1 failed` */
export const progressBar = (progress: BatchProgress): string => {
  const filled = Math.floor((progress.done / progress.total) * BAR_WIDTH);
  return `[${'#'.repeat(filled).padEnd(BAR_WIDTH, '-')}] ${progressText(progress)}`;
};

/** `40 % of 120 images  2.1/s  34 s left  1 failed` */
export function progressText({ done, failed, total, msPerPicture }: BatchProgress): string {
  const percent = String(Math.floor((done / total) * 100)).padStart(3);
  const parts = [`${percent} % of ${counted(total, 'image')}`];
  parts.push(
    msPerPicture > 1000 ? `${(msPerPicture / 1000).toFixed(1)} s each` : `${(1000 / msPerPicture).toFixed(1)}/s`,
  );
  if (done < total) parts.push(`${duration((total - done) * msPerPicture)} left`);
  if (failed > 0) parts.push(`${failed} failed`);
  return parts.join('  ');
}

/** `45 s`, `3 min 20 s`, `2 h 5 min` */
function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
