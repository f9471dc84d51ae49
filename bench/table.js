/**
 * Formats rows as a Markdown table.
 * @param rows `ratio` is ours / peer, undefined without a peer. `isMet(ratio)` returns whether the target is met,
 * undefined without a target.
 */
function table(rows) {
  const head = ['measurement', 'ours', 'peer', 'ours / peer', 'target', 'met'];
  const cells = rows.map(({ name, ours, peer, ratio, target, isMet }) => [
    name,
    ours,
    peer ?? '',
    ratio === undefined ? '' : shortRatio(ratio),
    target ?? '',
    isMet ? (isMet(ratio) ? 'yes' : 'NO') : '',
  ]);
  const widths = head.map((title, at) => Math.max(title.length, ...cells.map((row) => row[at].length)));
  const line = (row) => `| ${row.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join('\n');
}

function shortRatio(ratio) {
  if (ratio < 0.001) return `1 / ${Math.round(1 / ratio)}`;
  return ratio < 0.1 ? ratio.toFixed(3) : ratio.toFixed(2);
}

module.exports = { table };
