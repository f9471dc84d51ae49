namespace groundedSam {
  export const isMaskStyle = (name: string): boolean => renderStyleNames.includes(name);

  /** A row of the setting `classes`: a class with a colour and styles of its own. */
  export interface ClassLook {
    readonly label: string;
    readonly colour?: string;
    readonly styles?: readonly string[];
  }

  /** The styles in the list of the open dialog. */
  export const stylesInDialog = (): string[] =>
    $('#node-input-styles-list .mask-render-style')
      .get()
      .map((field) => fieldValue($(field)));

  /** The classes in the list of the open dialog. Rows without a class name are left out, as are empty fields. */
  export const classesInDialog = (): ClassLook[] =>
    $('#node-input-classes-list .mask-render-class')
      .get()
      .map((row) => {
        const textOf = (name: string): string => fieldValue($(row).find(`.mask-render-class-${name}`)).trim();
        const [label, colour, styles] = [textOf('label'), textOf('colour'), textOf('styles')];
        return { label, ...(colour && { colour }), ...(styles && { styles: styles.split(',') }) };
      })
      .filter(({ label }) => label !== '');

  /** Shows a part only while one of the lists in the dialog has one of these styles. */
  export const shownFor = (styles: readonly string[], part: Part): Part =>
    joined([part], (html) => `<div data-for="${styles.join(' ')}">\n${html}\n</div>`);

  /** To be called after every change of the lists. */
  export function showSettingsOfStyles(): void {
    const used = [...stylesInDialog(), ...classesInDialog().flatMap(({ styles = [] }) => styles)];
    for (const part of $('#dialog-form [data-for]').get()) {
      $(part).toggle(part.dataset.for!.split(' ').some((style) => used.includes(style)));
    }
  }

  /** The styles as choices of a menu. */
  export const styleChoices = ({ key }: DialogContext): { readonly value: string; readonly label: string }[] =>
    renderStyleNames.map((value) => ({ value, label: RED._(key(`style.${value}`)) }));
}
