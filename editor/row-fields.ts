namespace groundedSam {
  /** A field of a list's row. */
  export interface RowField<Name extends string = string> {
    readonly name: Name;
    readonly initial?: string;
    /** The field is a menu, whose first choice is the default. */
    readonly choices?: readonly string[];
  }

  /**
   * The fields of the rows of a list.
   * @param css the field `name` has the class `<css>-name`
   * @param prefix of the keys of its texts: `<prefix>label.name`, `<prefix>placeholder.name`. A choice has `name.choice`
   */
  export function rowFields(css: string, prefix = '') {
    const of = (row: JQuery, name: string): JQuery => row.find(`.${css}-${name}`);
    return {
      /** The field with this name. */
      of,

      /** Creates a field, below its label. */
      create({ key }: DialogContext, { name, initial = '', choices }: RowField, value: unknown): JQuery {
        const text = (words: string): string => RED._(key(words));
        const input = choices ? $('<select></select>') : $('<input type="text">');
        for (const choice of choices ?? [])
          $('<option>', { value: choice })
            .text(text(`${name}.${choice}`))
            .appendTo(input);
        if (!choices) input.attr('placeholder', text(`${prefix}placeholder.${name}`));
        input.addClass(`${css}-${name}`).val(String(value ?? choices?.[0] ?? initial));
        return $('<label></label>').append($('<small></small>').text(text(`${prefix}label.${name}`)), input);
      },

      /** The texts of some fields, by name. Empty ones are left out. */
      filled(row: JQuery, fields: readonly RowField[]): Partial<Record<string, string>> {
        const texts = fields.map(({ name }) => [name, fieldValue(of(row, name)).trim()] as const);
        return Object.fromEntries(texts.filter(([, text]) => text !== ''));
      },
    };
  }
}
