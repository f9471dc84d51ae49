namespace groundedSam {
  interface FieldStyle {
    readonly width?: string;
    readonly margin?: string;
    readonly padding?: string;
  }

  const styled = ({ width, margin, padding }: FieldStyle): string =>
    Object.entries({ width, margin, padding })
      .flatMap(([property, value]) => (value === undefined ? [] : [`${property}: ${value}`]))
      .join('; ');

  /** A text field. With `hasPlaceholder`, its text `placeholder.<setting>` is shown while it is empty. */
  export const input = (
    setting: string,
    {
      type = 'text',
      hasPlaceholder = false,
      ...style
    }: FieldStyle & {
      readonly type?: 'text' | 'password';
      readonly hasPlaceholder?: boolean;
    } = {},
  ): Part => ({
    settings: [setting],
    html({ id, key }) {
      const placeholder = hasPlaceholder ? ` data-i18n="[placeholder]${key(`placeholder.${setting}`)}"` : '';
      return `<input type="${type}" id="${id(setting)}" style="${styled(style)}"${placeholder}>`;
    },
  });

  /** A text field with a menu of types. The type is the setting `<setting>Type`; the first one is the default. */
  export const typedInput = (setting: string, types: readonly string[], hasPlaceholder = false): Part => {
    const value = input(setting, { width: '70%', hasPlaceholder });
    return {
      settings: [setting, `${setting}Type`],
      html: (context) => `${value.html(context)}\n<input type="hidden" id="${context.id(`${setting}Type`)}">`,
      prepare({ id }) {
        const typeField = `#${id(`${setting}Type`)}`;
        $(`#${id(setting)}`).typedInput({ default: types[0], types, typeField });
      },
    };
  };

  /** A text field for a property of the message. */
  export const propertyInput = (setting: string): Part => ({
    ...input(setting, { width: '70%' }),
    prepare: ({ id }) => void $(`#${id(setting)}`).typedInput({ default: 'msg', types: ['msg'] }),
  });

  /** A menu. The text of a choice is `<setting>.<choice>`. */
  export const select = (setting: string, choices: readonly string[], style: FieldStyle = { width: '70%' }): Part => ({
    settings: [setting],
    html({ id, key }) {
      const option = (value: string): string =>
        `<option value="${value}" data-i18n="${key(`${setting}.${value}`)}"></option>`;
      return `<select id="${id(setting)}" style="${styled(style)}">${choices.map(option).join('')}</select>`;
    },
  });

  export const tick = (setting: string): Part => ({
    settings: [setting],
    html: ({ id }) =>
      `<input type="checkbox" id="${id(setting)}" style="width: auto; margin: 0 6px 0 0; vertical-align: baseline">`,
  });

  /** A text between fields. */
  export const words = (name: string, margin = '0 0 0 8px'): Part => ({
    settings: [],
    html: ({ key }) => `<span style="margin: ${margin}" data-i18n="${key(name)}"></span>`,
  });

  /** The unit or range behind a field: the text `unit.<setting>`. */
  export const unit = (setting: string): Part => words(`unit.${setting}`);
}
