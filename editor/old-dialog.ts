namespace groundedSam {
  /**
   * What the dialogs of one node type share: checks of settings, and the beginning of `oneditprepare`.
   * @param prefix of the ids of its fields
   */
  export const oldDialog = (type: string, prefix = 'node-input') => {
    const text = (node: EditorNode, key: string): string => node._(`${type}.${key}`);

    return {
      /**
       * Checks a number; `undefined` is a flow from before the setting existed: the default holds.
       * @param words what the setting may be instead
       */
      numberIn: (
        min: number,
        max: number,
        isWhole: boolean,
        property: string,
        words: readonly unknown[] = [],
      ): Validator =>
        function (value, _opt) {
          const number = Number(value);
          const isBlank = String(value).trim() === '';
          const isGood = !isBlank && number >= min && number <= max && (!isWhole || Number.isInteger(number));
          return value === undefined || words.includes(value) || isGood || text(this, `invalid.${property}`);
        },

      filled: (property: string): Validator =>
        function (value, _opt) {
          return value === undefined || String(value).trim() !== '' || text(this, `invalid.${property}`);
        },

      /** @param typeOf where the type stands, as `RED.validators.typedInput` takes it */
      typedInput: (property: string, typeOf: string | { readonly type: string }): Validator =>
        function (value, opt) {
          const label = text(this, `label.${property}`);
          return value === undefined || RED.validators.typedInput(typeOf).call(this, value, { ...opt, label });
        },

      /** Shows settings that Node-RED leaves empty: those that are 0, or missing as in a flow from before they existed. */
      fillIn(node: EditorNode): void {
        for (const [name, { value }] of Object.entries(node._def.defaults)) {
          const setting = node[name] ?? value;
          const isMissing = node[name] === undefined;
          if (setting === 0 || (setting && isMissing)) $(`#${prefix}-${name}`).val(setting);
          if (setting === true && isMissing) $(`#${prefix}-${name}`).prop('checked', true);
        }
      },

      /** Makes typed inputs whose type is saved beside them. @param typesOf the types of each property */
      typedInputs(typesOf: Readonly<Record<string, readonly string[]>>): void {
        for (const [name, types] of Object.entries(typesOf)) {
          $(`#${prefix}-${name}`).typedInput({ default: types[0], types, typeField: `#${prefix}-${name}Type` });
        }
      },

      /** Shows what matches the selector only where a setting's field says so, now and whenever it changes. */
      showWhile(name: string, selector: string, isShown: (value: string) => boolean): void {
        $(`#${prefix}-${name}`)
          .on('input change', function () {
            $(selector).toggle(isShown(String($(this).val())));
          })
          .trigger('change');
      },

      /** Opens the groups in which a setting is not what a new node has, so that nothing is overlooked. */
      openChangedGroups(node: EditorNode): void {
        const changed = Object.entries(node._def.defaults).filter(
          ([name, { value }]) => node[name] !== undefined && String(node[name]) !== String(value),
        );
        $('#dialog-form details').each((_index, group) => {
          const isIn = (name: string): boolean =>
            $(group).find(`#${prefix}-${name}, #${prefix}-${name}-list`).length > 0;
          (group as HTMLDetailsElement).open = changed.some(([name]) => isIn(name));
        });
      },
    };
  };
}
