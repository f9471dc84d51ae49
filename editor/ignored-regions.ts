namespace groundedSam {
  /** The polygons of motion-gate as text: JSON, or what could not be read. */
  const polygonsText = (value: unknown): string => {
    if (typeof value === 'string') return value;
    return Array.isArray(value) && value.length > 0 ? JSON.stringify(value) : '';
  };

  /** The setting `ignore` of motion-gate: polygons as JSON text. */
  export const ignoredRow: Part = {
    ...textRow('ignore', 'eye-slash', { hasPlaceholder: true }),
    prepare: ({ id }, node) => void $(`#${id('ignore')}`).val(polygonsText(node.ignore)),
    save({ id }, node) {
      const text = fieldValue($(`#${id('ignore')}`)).trim();
      node.ignore = regionsFrom(text) ?? text;
    },
  };

  /** Check of the setting `ignore`. The node also refuses polygons whose sides cross each other. */
  export const ignoredCheck: Validator = (value, _opt) =>
    value === undefined || regionsFrom(value) !== undefined || RED._(ownKey('motion-gate', 'invalid.ignore'));
}
