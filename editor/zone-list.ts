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

  /** The settings of a row in the order of its fields. Those with choices are menus, the first one is the default. */
  const fields = [
    { name: 'name', width: '40%' },
    { name: 'kind', width: '28%', choices: ['zone', 'line'] },
    { name: 'camera', width: '28%' },
    { name: 'labels', width: '40%' },
    { name: 'anchor', width: '28%', choices: ['bottom', 'centre', 'overlap'] },
    { name: 'overlap', width: '28%', initial: '0.5' },
    { name: 'enterSeconds', width: '30%', initial: '0.5' },
    { name: 'exitSeconds', width: '30%', initial: '1' },
    { name: 'dwellSeconds', width: '36%' },
    { name: 'points', width: '98%' },
  ] as const;

  const fieldOf = (row: JQuery, name: string): JQuery => row.find(`.vision-zones-${name}`);

  /** Fields of zones that are lines, or of anchors that are not `overlap`, have no meaning: they are hidden. */
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
    const used = fields.filter(({ name }) => fieldOf(row, name).parent().css('display') !== 'none');
    const texts = used.map(({ name }) => [name, fieldValue(fieldOf(row, name)).trim()] as const);
    const filled = Object.fromEntries(texts.filter(([, text]) => text !== ''));
    const { name = '', kind = 'zone', points = '', anchor = 'bottom', ...rest } = filled;
    return { name, kind, points: zonePointsFrom(points) ?? points, anchor, ...rest };
  }

  const pointsText = (points: ZoneSettings['points'] | undefined): string =>
    typeof points === 'string' ? points : JSON.stringify(points ?? []);

  /** The setting `zones` of vision-zones: zones and lines, with a row for each. */
  export const zoneList: Part = {
    ...listRow('zones', 'object-ungroup'),

    prepare(context, node) {
      const list = $(`#${context.id('zones-list')}`);
      const text = (name: string): string => RED._(context.key(name));
      list.editableList<Partial<ZoneSettings>>({
        addButton: text('label.addZone'),
        removable: true,
        sortable: true,
        height: 'auto',
        addItem(container, _index, zone) {
          const row = $('<div class="vision-zones-row" style="display: flex; flex-wrap: wrap; gap: 4px">').appendTo(
            container,
          );
          for (const { name, width, ...field } of fields) {
            const label = $('<label>')
              .css({ width, margin: 0 })
              .append($('<small>').text(text(`label.${name}`)))
              .appendTo(row);
            const input = 'choices' in field ? $('<select>') : $('<input type="text">');
            input.addClass(`vision-zones-${name}`).css({ width: '100%' }).appendTo(label);
            if ('choices' in field) {
              for (const value of field.choices)
                $('<option>', { value })
                  .text(text(`${name}.${value}`))
                  .appendTo(input);
            } else input.attr('placeholder', text(`placeholder.${name}`));
            const initial = 'initial' in field ? field.initial : 'choices' in field ? field.choices[0] : '';
            input.val(name === 'points' ? pointsText(zone.points) : String(zone[name] ?? initial));
            input.on('change', () => showUsedFields(row));
          }
          showUsedFields(row);
        },
        removeItem() {},
      });
      const zones: ZoneSettings[] = node.zones ?? [];
      for (const zone of zones) list.editableList('addItem', { ...zone });
    },

    save(context, node) {
      const rows = $(`#${context.id('zones-list')} .vision-zones-row`).get();
      node.zones = rows.map((row) => zoneInRow($(row)));
    },
  };

  const invalid = (name: string, zone = ''): string => RED._(ownKey('vision-zones', `invalid.${name}`), { zone });

  const isNumber = (value: unknown, isGood: (number: number) => boolean): boolean =>
    value === undefined || (String(value).trim() !== '' && Number.isFinite(Number(value)) && isGood(Number(value)));

  const isSeconds = (value: unknown): boolean => isNumber(value, (seconds) => seconds >= 0);

  const counts: Readonly<Record<string, readonly [least: number, most: number]>> = { zone: [3, 64], line: [2, 16] };

  function problemOf({ name, kind, points, anchor, overlap, ...zone }: ZoneSettings): string | undefined {
    if (!name) return invalid('name');
    const read = zonePointsFrom(pointsText(points));
    const [least, most] = counts[kind] ?? [0, 0];
    if (!read || read.length < least || read.length > most)
      return invalid(kind === 'line' ? 'linePoints' : 'points', name);
    if (anchor === 'overlap' && !isNumber(overlap, (share) => share > 0 && share <= 1)) return invalid('overlap', name);
    if (!isSeconds(zone.enterSeconds) || !isSeconds(zone.exitSeconds)) return invalid('seconds', name);
    const isDwell = String(zone.dwellSeconds ?? '')
      .split(/[\s,;]+/)
      .every((text) => text === '' || isSeconds(text));
    return isDwell ? undefined : invalid('dwellSeconds', name);
  }

  /** Check of the setting `zones`. The node also refuses zones whose sides cross each other. */
  export function zonesCheck(value: readonly ZoneSettings[] | undefined, _opt: object): true | string {
    const zones = value ?? [];
    for (const [index, zone] of zones.entries()) {
      const problem = problemOf(zone);
      if (problem) return problem;
      const isTwin = ({ name, camera }: ZoneSettings): boolean =>
        name === zone.name && (!camera || !zone.camera || camera === zone.camera);
      if (zones.slice(0, index).some(isTwin)) return invalid('nameTwice', zone.name);
    }
    return true;
  }
}
