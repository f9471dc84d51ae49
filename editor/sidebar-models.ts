namespace groundedSam {
  /** Downloads that dialogs or messages started. */
  export function downloadList(container: JQuery): ShowRows<DownloadRow> {
    return keyedList(
      container,
      (row) => ('id' in row ? String(row.id) : `${row.engine} ${row.model}`),
      downloadElement,
    );
  }

  function downloadElement(row: DownloadRow): KeyedElement<DownloadRow> {
    const { model } = row;
    const state = $('<span class="grounded-sam-dim">');
    const bar = $('<progress max="100">').attr('aria-label', model);
    const cancel = requestButton({
      ...{ icon: 'times', label: 'cancel', path: 'downloads/cancel' },
      body: () => ('id' in row ? { download: row.id } : { engine: row.engine, model }),
    });
    return {
      element: $('<li class="grounded-sam-line">').append(
        $('<span>')
          .text('id' in row ? `${model} (${row.dtype}) ` : `${model} `)
          .append(state, bar),
        cancel,
      ),
      update({ percent, size, ...rest }) {
        const message = 'message' in rest ? rest.message : undefined;
        state.text(message ?? sidebarText('downloading', { percent: percent ?? 0, size: size ?? '' }));
        bar.toggle(message === undefined).attr('value', percent ?? 0);
      },
    };
  }

  /** The models on disk of one engine. */
  export function cachedModelList(
    container: JQuery,
    engine: () => string,
    onChange: () => void,
  ): ShowRows<CachedModelRow> {
    return keyedList(container, ({ model }) => model, cachedElement);

    function cachedElement({ model }: CachedModelRow): KeyedElement<CachedModelRow> {
      const about = $('<span>');
      const remove = requestButton({
        ...{ icon: 'trash', label: 'remove', path: 'models/remove' },
        body: () => ({ engine: engine(), model }),
        question: () => sidebarText('reallyRemove', { model }),
        onDone: onChange,
      });
      return {
        element: $('<li class="grounded-sam-line">').append(about, remove),
        update({ dtypes, size }) {
          about.text(`${model} (${[...dtypes, size].join(', ')})`);
        },
      };
    }
  }
}
