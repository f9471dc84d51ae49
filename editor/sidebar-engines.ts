namespace groundedSam {
  type OpenModelRow = NonNullable<EngineRow['process']>['models'][number];

  /** The engines in use: process, device, memory, and open models. */
  export function engineList(container: JQuery): ShowRows<EngineRow> {
    return keyedList(container, ({ id }) => id, engineElement);
  }

  function engineElement({ id }: EngineRow): KeyedElement<EngineRow> {
    const node = RED.nodes.node(id);
    const name = $('<strong>').text(id === '' ? sidebarText('defaultEngine') : node?.name || 'vision-engine');
    const state = $('<div class="grounded-sam-dim">');
    const restart = requestButton({
      ...{ icon: 'power-off', label: 'restart', path: 'engines/restart' },
      body: () => ({ engine: id }),
    });
    const list = $('<ul>');
    const models = keyedList<OpenModelRow>(
      list,
      ({ task, model, dtype }) => JSON.stringify([task, model, dtype]),
      (row) => modelElement(id, row),
    );
    return {
      element: $('<div class="grounded-sam-card">').append(
        $('<div class="grounded-sam-line">').append(name, restart),
        state,
        list,
      ),
      update({ device, process, problem }) {
        const { pid, memoryMb, calls } = process ?? {};
        const key = process ? 'running' : 'stopped';
        state.text(problem ?? sidebarText(key, { device, pid, memoryMb, calls }));
        restart.toggle(process !== undefined || problem !== undefined);
        models(process?.models ?? []);
      },
    };
  }

  function modelElement(engine: string, { task, model, dtype }: OpenModelRow): KeyedElement<OpenModelRow> {
    const about = $('<span>');
    const reopen = requestButton({
      ...{ icon: 'refresh', label: 'reopen', path: 'models/reopen' },
      body: () => ({ engine, task, model, dtype }),
    });
    return {
      element: $('<li class="grounded-sam-line">').append(about, reopen),
      update({ device, server, check }) {
        const checked = check ? `, ${sidebarText(`check.${check.state}`)}` : '';
        about
          .text(`${sidebarText(`task.${task}`)} ${model} (${dtype}, ${server ?? device}${checked})`)
          .attr('title', check?.reason ?? '');
      },
    };
  }
}
