namespace groundedSam {
  type NamedLane = LaneRow & { readonly node: NodeRow };

  /** One row per node and camera. */
  export function laneTable(body: JQuery): ShowRows<NodeRow> {
    const rows = keyedList<NamedLane>(body, ({ node, lane }) => JSON.stringify([node.id, lane]), laneElement);
    return (nodes) => rows(nodes.flatMap((node) => node.lanes.map((lane) => ({ ...lane, node }))));
  }

  function laneElement({ node, lane }: NamedLane): KeyedElement<NamedLane> {
    const cells = ['rate', 'age', 'waiting', 'dropped'].map(() => $('<td>'));
    const chart = $('<div class="grounded-sam-chart" role="img">');
    const name = $('<td>').append(
      nodeLink(node),
      lane === '' ? '' : $('<div class="grounded-sam-dim">').text(lane),
      chart,
    );
    return {
      element: $('<tr>').append(name, ...cells),
      update({ perSecond, age, waiting, dropped, ms }) {
        const texts = [perSecond.toFixed(1), timeText(age), String(waiting), String(dropped)];
        cells.forEach((cell, index) => void cell.text(texts[index]!));
        showChart(chart, ms);
      },
    };
  }

  const STAGES = ['queue', 'decode', 'load', 'inference'] as const;

  /** The stages of the last result as parts of a bar. Stages can overlap, so the parts are shares of their sum. */
  function showChart(chart: JQuery, ms: LaneRow['ms']): void {
    if (!ms?.total) return void chart.hide();
    const known = STAGES.filter((stage) => (ms[stage] ?? 0) > 0);
    const other = Math.max(ms.total - known.reduce((sum, stage) => sum + ms[stage]!, 0), 0);
    const parts = [...known.map((stage) => [stage, ms[stage]!] as const), ['other', other] as const];
    const text = [`${sidebarText('stage.total')} ${timeText(ms.total)}`]
      .concat(parts.map(([stage, time]) => `${sidebarText(`stage.${stage}`)} ${timeText(time)}`))
      .join(', ');
    chart
      .show()
      .attr({ title: text, 'aria-label': text })
      .empty()
      .append(parts.map(([stage, time]) => $('<i>').addClass(`grounded-sam-stage-${stage}`).css('flex-grow', time)));
  }

  /** The last errors of all nodes. */
  export function errorList(container: JQuery): ShowRows<ErrorRow> {
    return keyedList(
      container,
      ({ node, message }) => JSON.stringify([node.id, message]),
      ({ node, code, message }) => {
        const when = $('<span class="grounded-sam-dim">');
        return {
          element: $('<li>').append(
            $('<div>').append(nodeLink(node), ' ', when),
            $('<div>').text(message),
            $('<code>').text(code),
          ),
          update({ time, count }) {
            const at = new Date(time).toLocaleTimeString();
            when.text(count > 1 ? sidebarText('repeated', { at, count }) : at);
          },
        };
      },
    );
  }
}
