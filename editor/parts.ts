namespace groundedSam {
  /** Names of fields and texts in one dialog. */
  export interface DialogContext {
    /** Id of the field of a setting: `node-input-threshold`. */
    id(setting: string): string;
    /** Full key of a text, for `data-i18n`. */
    key(name: string): string;
  }

  /** A piece of a dialog: a field, a row, a group of rows. */
  export interface Part {
    /** The settings that its fields edit. */
    readonly settings: readonly string[];
    html(context: DialogContext): string;
    /** Makes the fields work in the open dialog. Node-RED has put the values of the settings into them. */
    prepare?(context: DialogContext, node: EditorNode): void;
    /** Writes settings to the node that Node-RED cannot read from the fields. */
    save?(context: DialogContext, node: EditorNode): void;
  }

  /** Parts one after the other, as one part. */
  export function joined(
    parts: readonly Part[],
    wrap: (html: string, context: DialogContext) => string = (html) => html,
  ): Part {
    return {
      settings: parts.flatMap(({ settings }) => settings),
      html: (context) => wrap(parts.map((part) => part.html(context)).join('\n'), context),
      prepare(context, node) {
        for (const part of parts) part.prepare?.(context, node);
      },
      save(context, node) {
        for (const part of parts) part.save?.(context, node);
      },
    };
  }

  const CATALOGUES = '@grounded-sam/node-red';

  export const sharedKey = (name: string): string => `${CATALOGUES}/editor:${name}`;
  export const ownKey = (type: string, name: string): string => `${CATALOGUES}/${type}:${type}.${name}`;

  /** The same part with the texts of the shared catalogue, `editor/locales`. */
  export function shared(part: Part): Part {
    const withSharedTexts = (context: DialogContext): DialogContext => ({ ...context, key: sharedKey });
    return {
      settings: part.settings,
      html: (context) => part.html(withSharedTexts(context)),
      prepare: (context, node) => part.prepare?.(withSharedTexts(context), node),
      save: (context, node) => part.save?.(withSharedTexts(context), node),
    };
  }

  /** Shows a part only while the fields of `settings` have such values. */
  export function shownWhile(settings: readonly string[], isShown: (...values: string[]) => boolean, part: Part): Part {
    const name = `shown-${++conditions}`;
    const inner = joined([part], (html) => `<div data-part="${name}">\n${html}\n</div>`);
    return {
      ...inner,
      prepare(context, node) {
        inner.prepare?.(context, node);
        const fields = settings.map((setting) => $(`#${context.id(setting)}`));
        const update = (): void => void $(`[data-part="${name}"]`).toggle(isShown(...fields.map(fieldValue)));
        for (const field of fields) field.on('input change', update);
        update();
      },
    };
  }
  let conditions = 0;

  /** Enables the field of a part only while the field of another setting has such a value. */
  export function enabledWhile(setting: string, isEnabled: (value: string) => boolean, part: Part): Part {
    return {
      ...part,
      prepare(context, node) {
        part.prepare?.(context, node);
        const field = $(`#${context.id(setting)}`);
        const own = part.settings.map((name) => `#${context.id(name)}`).join();
        field.on('change', () => $(own).prop('disabled', !isEnabled(fieldValue(field)))).trigger('change');
      },
    };
  }

  /** The text of a field; of a tick box, `true` or `false`. */
  export const fieldValue = (field: JQuery): string =>
    String((field.is(':checkbox') ? field.prop('checked') : field.val()) ?? '');
}
