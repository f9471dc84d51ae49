namespace groundedSam {
  /**
   * A row with a label: an icon of Font Awesome 4 without `fa-`, and the text `label.<label>`.
   * @param setting the label belongs to the field of this setting
   */
  export const row = (setting: string, icon: string, parts: readonly Part[], label = setting): Part =>
    joined(parts, (html, { id, key }) => {
      const text = `<i class="fa fa-${icon}"></i> <span data-i18n="${key(`label.${label}`)}"></span>`;
      return `<div class="form-row">\n<label for="${id(setting)}">${text}</label>\n${html}\n</div>`;
    });

  /** A row that continues the one above: it has no label. */
  export const continued = (parts: readonly Part[]): Part =>
    joined(parts, (html) => `<div class="form-row">\n<label></label>\n${html}\n</div>`);

  /** Rows that are hidden until the group is opened. A dialog opens the groups in which a setting is not its default. */
  export const group = (name: string, parts: readonly Part[]): Part => {
    const inner = joined(parts, (html, { id, key }) => {
      const summary = `<summary style="margin-bottom: 12px; cursor: pointer" data-i18n="${key(`label.${name}`)}"></summary>`;
      return `<details id="${id(`group-${name}`)}">\n${summary}\n${html}\n</details>`;
    });
    return {
      ...inner,
      prepare(context, node) {
        inner.prepare?.(context, node);
        const isChanged = (setting: string): boolean =>
          node[setting] !== undefined && String(node[setting]) !== String(node._def.defaults[setting]?.value);
        $(`#${context.id(`group-${name}`)}`).prop('open', inner.settings.some(isChanged));
      },
    };
  };

  export const textRow = (
    setting: string,
    icon: string,
    options: { readonly hasPlaceholder?: boolean; readonly type?: 'text' | 'password' } = {},
  ): Part => row(setting, icon, [input(setting, { width: '70%', ...options })]);

  export const typedRow = (
    setting: string,
    icon: string,
    types: readonly string[],
    { hasPlaceholder = false } = {},
  ): Part => row(setting, icon, [typedInput(setting, types, hasPlaceholder)]);

  export const propertyRow = (setting: string, icon: string): Part => row(setting, icon, [propertyInput(setting)]);

  export const numberRow = (setting: string, icon: string, label = setting): Part =>
    row(setting, icon, [input(setting, { width: '80px' }), unit(setting)], label);

  export const selectRow = (setting: string, icon: string, choices: readonly string[]): Part =>
    row(setting, icon, [select(setting, choices)]);

  /** A list whose rows the user adds, moves and removes, below its label. */
  export const listRow = (setting: string, icon: string): Part => ({
    settings: [setting],
    html({ id, key }) {
      const text = `<i class="fa fa-${icon}"></i> <span data-i18n="${key(`label.${setting}`)}"></span>`;
      return `<div class="form-row" style="margin-bottom: 0">
<label style="width: auto">${text}</label>
</div>
<div class="form-row">
<ol id="${id(`${setting}-list`)}"></ol>
</div>`;
    },
  });

  /** A framed text, `tip.<name>`. */
  export const note = (name: string): Part => ({
    settings: [],
    html: ({ key }) => `<div class="form-row form-tips" data-i18n="${key(`tip.${name}`)}"></div>`,
  });

  /** A tick box with its text behind it. */
  export const tickRow = (setting: string): Part =>
    continued([
      joined([tick(setting)], (html, { id, key }) => {
        const text = `<label for="${id(setting)}" style="width: auto" data-i18n="${key(`label.${setting}`)}"></label>`;
        return `${html}\n${text}`;
      }),
    ]);

  /** A number with its text before it, for the row above. */
  export const continuedNumber = (setting: string): Part =>
    continued([words(`label.${setting}`, '0'), input(setting, { width: '80px', margin: '0 0 0 8px' }), unit(setting)]);
}
