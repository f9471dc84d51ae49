namespace groundedSam {
  /**
   * Puts a colour picker after a text field. Both show the same colour. While the field is empty or has no colour, the picker is
   * grey.
   * @param label of the picker, for screen readers
   */
  export function addColourPicker(field: JQuery, label: string): void {
    const picker = $('<input type="color">')
      .attr({ 'aria-label': label, title: label })
      .css({ flex: 'none', width: '40px', height: '34px', padding: '1px', marginLeft: '4px' })
      .insertAfter(field);
    const show = (): void => {
      picker.val(colourOf(fieldValue(field)) ?? '#808080');
    };
    picker.on('input', () => field.val(String(picker.val())).trigger('change'));
    field.on('input change', show);
    show();
  }

  /** `#rrggbb` of a colour as users type it, see `rgbFromText`. `undefined` for another text. */
  export function colourOf(text: string): string | undefined {
    try {
      return `#${rgbFromText('colour', text)
        .map((level) => level.toString(16).padStart(2, '0'))
        .join('')}`;
    } catch {
      return undefined;
    }
  }

  /** A text field for a colour, with a picker. */
  export const colourInput = (setting: string): Part => ({
    ...input(setting, { width: '80px' }),
    prepare: ({ id, key }) => addColourPicker($(`#${id(setting)}`), RED._(key('label.pickColour'))),
  });
}
