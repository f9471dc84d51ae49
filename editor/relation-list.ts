namespace groundedSam {
  /** A row of the setting `relations` of vision-zones as the flow saves it. Numbers may be the text that was typed. */
  interface RelationSettings {
    readonly name: string;
    readonly labels: string;
    readonly relation: string;
    readonly other: string;
    readonly camera?: string;
    readonly overlap?: string;
    readonly enterSeconds?: string;
    readonly exitSeconds?: string;
    readonly dwellSeconds?: string;
  }

  interface RelationField extends RowField<keyof RelationSettings> {
    readonly width: string;
  }

  /** The settings of a row in the order of its fields. */
  const settings: readonly RelationField[] = [
    { name: 'name', width: '98%' },
    { name: 'labels', width: '34%' },
    { name: 'relation', width: '26%', choices: ['with', 'without'] },
    { name: 'other', width: '36%' },
    { name: 'overlap', width: '34%', initial: '0.5' },
    { name: 'enterSeconds', width: '26%', initial: '2' },
    { name: 'exitSeconds', width: '36%', initial: '2' },
    { name: 'dwellSeconds', width: '61%' },
    { name: 'camera', width: '36%' },
  ];

  const fields = rowFields('vision-zones-relation', 'relation.');

  /** The settings of one row of the open dialog. Empty fields are left out. */
  function relationInRow(row: JQuery): RelationSettings {
    const { name = '', labels = '', relation = 'with', other = '', ...rest } = fields.filled(row, settings);
    return { name, labels, relation, other, ...rest };
  }

  /** The setting `relations` of vision-zones, with a row for each relation. */
  export const relationList: Part = {
    ...listRow('relations', 'link'),

    prepare(context, node) {
      const list = $(`#${context.id('relations-list')}`);
      list.editableList<Partial<RelationSettings>>({
        addButton: RED._(context.key('label.addRelation')),
        removable: true,
        sortable: true,
        height: 'auto',
        addItem(container, _index, relation) {
          const row = $('<div class="vision-zones-relation" style="display: flex; flex-wrap: wrap; gap: 4px"></div>');
          row.appendTo(container);
          for (const field of settings) {
            const label = fields.create(context, field, relation[field.name]).appendTo(row);
            label.css({ width: field.width, margin: 0 }).children('input, select').css({ width: '100%' });
          }
        },
        removeItem() {},
      });
      const relations: RelationSettings[] = node.relations ?? [];
      for (const relation of relations) list.editableList('addItem', { ...relation });
    },

    save(context, node) {
      const rows = $(`#${context.id('relations-list')} .vision-zones-relation`).get();
      node.relations = rows.map((row) => relationInRow($(row)));
    },
  };

  /** Check of the setting `relations`. The node also refuses names that a zone has. */
  export function relationsCheck(value: readonly RelationSettings[] | undefined, _opt: object): true | string {
    const invalid = (name: string, relation = ''): string =>
      RED._(ownKey('vision-zones', `relation.invalid.${name}`), { relation });
    const relations = value ?? [];
    for (const row of relations) {
      const { name, labels, other } = row;
      if (!name) return invalid('name');
      if (!labels || !other) return invalid('labels', name);
      if (!isNumberIfAny(row.overlap, (share) => share > 0 && share < 1)) return invalid('overlap', name);
      const areTimes = isSecondsIfAny(row.enterSeconds) && isSecondsIfAny(row.exitSeconds);
      if (!areTimes || !secondsIn(String(row.dwellSeconds ?? ''))) return invalid('seconds', name);
    }
    const twin = twinIn(relations);
    return !twin || invalid('nameTwice', twin.name);
  }
}
