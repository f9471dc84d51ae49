namespace groundedSam {
  const POLL_MS = 2000;
  /** Reading the cache folder takes longer, and it seldom changes. */
  const CACHED_MS = 20_000;

  const section = (titleKey: string, ...content: JQuery[]): JQuery =>
    $('<section>').append($('<h4>').text(sidebarText(titleKey)), ...content);

  /**
   * A list that has a text while it is empty.
   * @returns the function that shows the rows, and the element of the text
   */
  function orText<Row>(textKey: string, show: ShowRows<Row>, container: JQuery): [ShowRows<Row>, JQuery] {
    const empty = $('<p class="grounded-sam-dim">').text(sidebarText(textKey));
    return [
      (rows) => {
        empty.toggle(rows.length === 0);
        container.toggle(rows.length > 0);
        show(rows);
      },
      empty,
    ];
  }

  /** The tab *Vision* of the sidebar. It asks for news only while it can be seen. */
  function addSidebar(): void {
    const engineBox = $('<div>');
    const downloadBox = $('<ul>');
    const cachedBox = $('<ul>');
    const laneBody = $('<tbody>');
    const heads = ['node', 'rate', 'age', 'waiting', 'dropped'].map((key) =>
      $('<th scope="col">')
        .text(sidebarText(`column.${key}`))
        .attr('title', sidebarText(`about.${key}`)),
    );
    const laneTableBox = $('<table>').append($('<thead>').append($('<tr>').append(...heads)), laneBody);
    const errorBox = $('<ul>');
    const engineChoice = $('<select>').attr('aria-label', sidebarText('engine'));
    const problem = $('<p class="grounded-sam-problem" role="status">').hide();

    let cachedAt = Number.NEGATIVE_INFINITY;
    const readAgain = (): void => {
      cachedAt = Number.NEGATIVE_INFINITY;
    };
    engineChoice.on('change', readAgain);
    const chosenEngine = (): string => String(engineChoice.val() ?? '');

    const [showEngines, noEngines] = orText('noEngines', engineList(engineBox), engineBox);
    const showDownloads = downloadList(downloadBox);
    const [showCached, noCached] = orText('noCached', cachedModelList(cachedBox, chosenEngine, readAgain), cachedBox);
    const [showLanes, noLanes] = orText('noLanes', laneTable(laneBody), laneTableBox);
    const [showErrors, noErrors] = orText('noErrors', errorList(errorBox), errorBox);

    const content = $('<div class="grounded-sam-sidebar">').append(
      problem,
      section('engines', noEngines, engineBox),
      section('nodes', noLanes, laneTableBox),
      section('errors', noErrors, errorBox),
      section('models', engineChoice, downloadBox, noCached, cachedBox),
    );

    function showChoice(engines: readonly EngineRow[]): void {
      const chosen = chosenEngine();
      const ids = [...new Set(['', ...engines.map(({ id }) => id)])];
      engineChoice.toggle(ids.length > 1);
      if (engineChoice.children().length === ids.length) return;
      const name = (id: string): string => (id === '' ? sidebarText('defaultEngine') : RED.nodes.node(id)?.name || id);
      engineChoice.empty().append(ids.map((id) => $('<option>').val(id).text(name(id))));
      engineChoice.val(ids.includes(chosen) ? chosen : '');
    }

    async function update(): Promise<void> {
      const activity: ActivityResponse = await $.ajax({ url: 'grounded-sam/activity', dataType: 'json', cache: false });
      showEngines(activity.engines);
      showDownloads(activity.downloads);
      showLanes([...activity.nodes]);
      showErrors(activity.errors);
      showChoice(activity.engines);
      if (performance.now() - cachedAt < CACHED_MS) return;
      cachedAt = performance.now();
      const data = { engine: chosenEngine() };
      const cached: { models: CachedModelRow[] } = await $.ajax({
        url: 'grounded-sam/cached-models',
        data,
        cache: false,
      });
      showCached(cached.models);
    }

    async function run(): Promise<void> {
      try {
        if (content.is(':visible') && document.visibilityState === 'visible') {
          await update();
          problem.hide();
        }
      } catch (failure) {
        const { isForbidden, message } = requestFailure(failure);
        problem.text(message ?? sidebarText(isForbidden ? 'permission' : 'offline')).show();
      }
      setTimeout(run, POLL_MS);
    }

    const name = sidebarText('name');
    RED.sidebar.addTab({
      id: 'grounded-sam-vision',
      label: name,
      name,
      content,
      iconClass: 'fa fa-eye',
      enableOnEdit: true,
    });
    void run();
  }

  RED.plugins.registerPlugin('grounded-sam-sidebar', { onadd: addSidebar });
}
