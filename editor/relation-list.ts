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

  /** The settings of a row in the order of its fields. The one with choices is a menu, the first one is the default. */
  const fields = [
    { name: 'name', width: '98%' },
    { name: 'labels', width: '34%' },
    { name: 'relation', width: '26%', choices: ['with', 'without'] },
    { name: 'other', width: '36%' },
    { name: 'overlap', width: '34%', initial: '0.5' },
    { name: 'enterSeconds', width: '26%', initial: '2' },
    { name: 'exitSeconds', width: '36%', initial: '2' },
    { name: 'dwellSeconds', width: '61%' },
    { name: 'camera', width: '36%' },
  ] as const;

  const fieldOf = (row: JQuery, name: string): JQuery => row.find(`.vision-zones-relation-${name}`);

  /** The settings of one row of the open dialog. Empty fields are left out. */
  function relationInRow(row: JQuery): RelationSettings {
    const texts = fields.map(({ name }) => [name, fieldValue(fieldOf(row, name)).trim()] as const);
    const filled = Object.fromEntries(texts.filter(([, text]) => text !== ''));
    const { name = '', labels = '', relation = 'with', other = '', ...rest } = filled;
    return { name, labels, relation, other, ...rest };
  }

  /** The setting `relations` of vision-zones, with a row for each relation. */
  export const relationList: Part = {
    ...listRow('relations', 'link'),

    prepare(context, node) {
      const list = $(`#${context.id('relations-list')}`);
      const text = (name: string): string => RED._(context.key(name));
      list.editableList<Partial<RelationSettings>>({
        addButton: text('label.addRelation'),
        removable: true,
        sortable: true,
        height: 'auto',
        addItem(container, _index, relation) {
          const row = $('<div class="vision-zones-relation" style="display: flex; flex-wrap: wrap; gap: 4px"></div>');
          row.appendTo(container);
          for (const { name, width, ...field } of fields) {
            const label = $('<label></label>').css({ width, margin: 0 }).appendTo(row);
            label.append($('<small></small>').text(text(`relation.label.${name}`)));
            const choices = 'choices' in field ? field.choices : [];
            const input = choices.length > 0 ? $('<select></select>') : $('<input type="text">');
            for (const value of choices)
              $('<option>', { value })
                .text(text(`relation.${value}`))
                .appendTo(input);
            if (choices.length === 0) input.attr('placeholder', text(`relation.placeholder.${name}`));
            const initial = 'initial' in field ? field.initial : (choices[0] ?? '');
            input.addClass(`vision-zones-relation-${name}`).css({ width: '100%' }).appendTo(label);
            input.val(String(relation[name] ?? initial));
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
