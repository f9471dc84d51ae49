namespace groundedSam {
  /** A row of the setting `zones` of vision-zones as the flow saves it. Numbers may be the text that was typed. */
  export interface ZoneSettings {
    readonly name: string;
    readonly kind: string;
    /** Shares of the image from 0 to 1; a text if it could not be read. */
    readonly points: readonly (readonly [x: number, y: number])[] | string;
    readonly labels?: string;
    readonly camera?: string;
    readonly anchor: string;
    readonly overlap?: string;
    readonly enterSeconds?: string;
    readonly exitSeconds?: string;
    readonly dwellSeconds?: string;
  }

  type Field = RowField<Exclude<keyof ZoneSettings, 'points'>>;

  /** The fields that a row always shows. */
  const header: readonly Field[] = [{ name: 'name' }, { name: 'kind', choices: ['zone', 'line'] }];

  /** The fields of the chosen row. */
  const details: readonly Field[] = [
    { name: 'camera' },
    { name: 'labels' },
    { name: 'anchor', choices: ['bottom', 'centre', 'overlap'] },
    { name: 'overlap', initial: '0.5' },
    { name: 'enterSeconds', initial: '0.5' },
    { name: 'exitSeconds', initial: '1' },
    { name: 'dwellSeconds' },
  ];

  const fields = rowFields('vision-zones');
  const { of: fieldOf } = fields;

  /** Hides the fields that a line, or an anchor other than `overlap`, does not use. */
  function showUsedFields(row: JQuery): void {
    const isZone = fieldValue(fieldOf(row, 'kind')) === 'zone';
    fieldOf(row, 'anchor').find('option[value="overlap"]').prop('disabled', !isZone);
    if (!isZone && fieldValue(fieldOf(row, 'anchor')) === 'overlap') fieldOf(row, 'anchor').val('bottom');
    const isOverlap = fieldValue(fieldOf(row, 'anchor')) === 'overlap';
    for (const name of ['enterSeconds', 'exitSeconds', 'dwellSeconds']) fieldOf(row, name).parent().toggle(isZone);
    fieldOf(row, 'overlap').parent().toggle(isOverlap);
  }

  /** The settings of one row of the open dialog. Empty fields are left out, and those that the row does not use. */
  function zoneInRow(row: JQuery): ZoneSettings {
    const used = [...header, ...details].filter(({ name }) => fieldOf(row, name).parent().css('display') !== 'none');
    const { name = '', kind = 'zone', anchor = 'bottom', ...rest } = fields.filled(row, used);
    return { name, kind, points: drawnPoints(row), anchor, ...rest };
  }

  const lookOf = (row: JQuery): RowLook => ({
    name: fieldValue(fieldOf(row, 'name')).trim(),
    kind: fieldValue(fieldOf(row, 'kind')) === 'line' ? 'line' : 'zone',
    camera: fieldValue(fieldOf(row, 'camera')).trim(),
  });

  /** The setting `zones` of vision-zones: zones and lines, with a row for each. The chosen one is drawn next to the list. */
  export const zoneList: Part = {
    ...nextToPolygon(listRow('zones', 'object-ungroup'), 'zones'),

    prepare(context, node) {
      const list = $(`#${context.id('zones-list')}`);
      const shapes = polygonList(list, $('[data-polygon="zones"]'), node.id, lookOf);

      const fieldFor = (row: JQuery, field: Field, zone: Partial<ZoneSettings>): JQuery =>
        fields.create(context, field, zone[field.name]).on('input change', () => {
          showUsedFields(row);
          shapes.refresh();
        });

      list.editableList<Partial<ZoneSettings>>({
        addButton: RED._(context.key('label.addZone')),
        removable: true,
        sortable: true,
        height: 'auto',
        addItem(container, _index, zone) {
          const row = $('<div class="vision-zones-row"></div>').appendTo(container);
          const top = $('<div></div>').append(header.map((field) => fieldFor(row, field, zone)));
          const rest = $('<div class="grounded-sam-shape-details"></div>');
          rest.append(details.map((field) => fieldFor(row, field, zone)));
          row.append(top, rest);
          showUsedFields(row);
          const { points = [] } = zone;
          shapes.add(row, top, typeof points === 'string' ? (zonePointsFrom(points) ?? []) : points);
        },
        removeItem: () => shapes.refresh(),
        sortItems: () => shapes.refresh(),
      });
      const zones: ZoneSettings[] = node.zones ?? [];
      for (const zone of zones) list.editableList('addItem', { ...zone });
      shapes.chooseFirst();
    },

    save(context, node) {
      const rows = $(`#${context.id('zones-list')} .vision-zones-row`).get();
      node.zones = rows.map((row) => zoneInRow($(row)));
    },
  };
}
