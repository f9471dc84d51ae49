namespace groundedSam {
  const text = (name: string, values?: object): string => RED._(ownKey('motion-gate', name), values);

  /** Numbers the rows, which have no names, and shows their shapes with these numbers. */
  function renumber(list: JQuery, shapes: PolygonList): void {
    for (const [index, row] of list.find('.motion-gate-region').get().entries()) {
      $(row)
        .find('.motion-gate-number')
        .text(text('label.region', { number: index + 1 }));
    }
    shapes.refresh();
  }

  const lookOf = (row: JQuery): RowLook => ({ name: row.find('.motion-gate-number').text(), kind: 'zone', camera: '' });

  /**
   * The setting `ignore` of motion-gate: regions, with a row for each. The polygon editor below the list is opened for the first
   * one: only then, the node has to keep pictures.
   */
  export const ignoredRow: Part = {
    ...joined(
      [listRow('ignore', 'eye-slash')],
      (html) => `${html}\n<div class="form-row" data-polygon="ignore"></div>`,
    ),

    prepare(context, node) {
      const list = $(`#${context.id('ignore-list')}`);
      let opened: PolygonList | undefined;
      function shapes(): PolygonList {
        opened ??= polygonList(list, $('[data-polygon="ignore"]'), node.id, lookOf);
        return opened;
      }
      list.editableList<{ readonly points?: readonly Point2d[] }>({
        addButton: text('label.addRegion'),
        removable: true,
        sortable: false,
        height: 'auto',
        addItem(container, _index, { points = [] }) {
          const row = $('<div class="motion-gate-region"></div>').appendTo(container);
          const header = $('<div></div>').append('<span class="motion-gate-number"></span>').appendTo(row);
          shapes().add(row, header, points);
          renumber(list, shapes());
        },
        removeItem: () => renumber(list, shapes()),
      });
      for (const points of regionsFrom(node.ignore) ?? []) list.editableList('addItem', { points });
      opened?.chooseFirst();
    },

    save(context, node) {
      const rows = $(`#${context.id('ignore-list')} .motion-gate-region`).get();
      node.ignore = rows.map((row) => drawnPoints($(row))).filter((points) => points.length > 0);
    },
  };

  /** Check of the setting `ignore`. */
  export const ignoredCheck: Validator = (value, _opt) =>
    value === undefined || !(regionsFrom(value)?.some(crossesItself) ?? true) || text('invalid.ignore');
}
