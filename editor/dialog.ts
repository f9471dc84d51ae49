namespace groundedSam {
  /**
   * Fills the empty template in the html of a node with a table of rows.
   * @returns `oneditprepare` and `oneditsave` for the definition of the node
   */
  export function dialog(
    type: string,
    parts: readonly Part[],
    prefix: 'node-input' | 'node-config-input' = 'node-input',
  ) {
    const form = joined(parts);
    const context: DialogContext = { id: (setting) => `${prefix}-${setting}`, key: (name) => ownKey(type, name) };
    $(`script[data-template-name="${type}"]`).text(form.html(context));
    return {
      oneditprepare(this: EditorNode): void {
        fillIn(this, context);
        form.prepare?.(context, this);
      },
      oneditsave(this: EditorNode): void {
        form.save?.(context, this);
      },
    };
  }

  /** Shows settings that Node-RED leaves empty: those that are 0, and those that an older flow does not have. */
  function fillIn(node: EditorNode, { id }: DialogContext): void {
    for (const [setting, { value: initial, ifAbsent = initial }] of Object.entries(node._def.defaults)) {
      const value = node[setting] ?? ifAbsent;
      const isMissing = node[setting] === undefined;
      if (value === 0 || (value && isMissing)) $(`#${id(setting)}`).val(value);
      if (value === true && isMissing) $(`#${id(setting)}`).prop('checked', true);
    }
  }
}
