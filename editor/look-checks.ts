namespace groundedSam {
  const key = (name: string): string => ownKey('grounding-dino', name);

  const typedRegion = checks('grounding-dino').typed('region');

  /** In an open dialog, a setting has the value of its field. */
  const present = (node: EditorNode, setting: string): string =>
    fieldValue($(`#node-input-${setting}`)) || String(node[setting] ?? '');

  /** Checks the setting `grid` of grounding-dino. */
  export const gridCheck: Validator = (value, _opt) =>
    value === undefined || gridFrom(value) !== undefined || RED._(key('invalid.grid'));

  /** Checks the setting `region` of grounding-dino, which is used only while *Look at* is a region. */
  export function regionCheck(this: EditorNode, value: unknown, opt: object): boolean | string {
    if (present(this, 'look') !== 'region') return true;
    if (present(this, 'regionType') !== 'json') return typedRegion.call(this, value, opt);
    const region = regionFrom(value);
    return (region !== undefined && !crossesItself(region)) || RED._(key('invalid.region'));
  }
}
