namespace groundedSam {
  const invalid = (name: string): string => RED._(ownKey('mask-render', `invalid.${name}`));
  const placeholder = /\{(label|score|index|area|maskScore|trackId|phrase)\}/g;

  /** Checks of the settings that only mask-render has. A setting that an older flow does not have is `undefined`. */
  export const maskRenderChecks = {
    styles(value: readonly string[] | undefined, _opt: object): true | string {
      return (value ?? []).every(isMaskStyle) || invalid('styles');
    },

    backgroundColour(value: string | undefined, _opt: object): true | string {
      return value === undefined || colourOf(value) !== undefined || invalid('backgroundColour');
    },

    classes(value: readonly ClassLook[] | undefined, _opt: object): true | string {
      const looks = value ?? [];
      const isGood = ({ label, colour, styles = [] }: ClassLook): boolean =>
        Boolean(label) && (!colour || colourOf(colour) !== undefined) && styles.every(isMaskStyle);
      if (!looks.every(isGood)) return invalid('classes');
      const names = looks.map(({ label }) => labelKey(label));
      return new Set(names).size === names.length || invalid('classTwice');
    },

    labelText(value: string | undefined, _opt: object): true | string {
      const rest = value?.replace(placeholder, '.');
      return rest === undefined || (rest.trim() !== '' && !/\{[^{}]*\}/.test(rest)) || invalid('labelText');
    },

    format(this: EditorNode, value: string | undefined, _opt: object): true | string {
      const classes: ClassLook[] = this.classes ?? [];
      const styles: string[] = [this.styles ?? [], ...classes.map((look) => look.styles ?? [])].flat();
      return value !== 'jpeg' || !styles.includes('cutout') || invalid('format');
    },
  };
}
