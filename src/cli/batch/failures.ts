/** What was not done, and why. */
export interface Failure {
  readonly name: string;
  readonly reason: string;
}

/** A reason that thousands share is told with the names of a few. */
const NAMES_SHOWN = 5;

/** Lines: how many failed, then each reason with those that it befell, the commonest first. */
export function failureSummary(failures: readonly Failure[], total: number): string {
  const byReason = new Map<string, string[]>();
  for (const { name, reason } of failures) byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  const lines = [...byReason]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([reason, names]) => `  ${names.length} x ${reason}: ${shortList(names)}`);
  return [`${failures.length} of ${total} images failed:`, ...lines].join('\n');
}

function shortList(names: readonly string[]): string {
  const hidden = names.length - NAMES_SHOWN;
  return [...names.slice(0, NAMES_SHOWN), ...(hidden > 0 ? [`and ${hidden} more`] : [])].join(', ');
}
