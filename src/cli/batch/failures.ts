import { counted } from '../counted';
/** An image that failed, and the reason. */
export interface Failure {
  readonly name: string;
  readonly reason: string;
}

/** Names that are listed for a reason. Thousands of images may share one. */
const NAMES_SHOWN = 5;

/** Lines: how many images failed, then each reason with the names of its images, the most frequent reason first. */
export function failureSummary(failures: readonly Failure[], total: number): string {
  const byReason = new Map<string, string[]>();
  for (const { name, reason } of failures) byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  const lines = [...byReason]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([reason, names]) => `  ${names.length} x ${reason}: ${shortList(names)}`);
  return [`${failures.length} of ${counted(total, 'image')} failed:`, ...lines].join('\n');
}

function shortList(names: readonly string[]): string {
  const hidden = names.length - NAMES_SHOWN;
  return [...names.slice(0, NAMES_SHOWN), ...(hidden > 0 ? [`and ${hidden} more`] : [])].join(', ');
}
