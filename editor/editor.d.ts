// What these scripts use of Node-RED's editor. They run in the browser, as plain scripts that share one namespace.

/** A node as its dialog sees it: settings that its flow does not have are `undefined`. */
interface EditorNode {
  readonly _def: { readonly defaults: Readonly<Record<string, { readonly value: unknown }>> };
  /** Looks a text up in the catalogue of the node. */
  _(key: string): string;
  // biome-ignore lint/suspicious/noExplicitAny: settings have the types of the node that holds them
  [setting: string]: any;
}

/** `true`, or the sentence that says what is wrong. Node-RED shows it only for functions of two parameters. */
type Validator = (this: EditorNode, value: unknown, opt: object) => boolean | string;

declare const RED: {
  _(key: string, values?: object): string;
  readonly user: { hasPermission(permission: string): boolean };
  readonly validators: { typedInput(typeOf: string | { readonly type: string }): Validator };
};

/** An entry of a field's completion list. */
interface Completion {
  readonly value: string;
  readonly label: JQuery;
}

interface JQuery {
  typedInput(options: object): this;
  editableList<Item>(options: {
    readonly addButton: string;
    readonly removable: boolean;
    readonly sortable: boolean;
    readonly height: 'auto';
    readonly addItem: (container: JQuery, index: number, item: Item) => void;
    readonly removeItem: () => void;
  }): this;
  editableList(action: 'addItem', item: object): this;
  autoComplete(options: {
    readonly minLength: number;
    readonly search: (value: string, done: (completions: readonly Completion[]) => void) => void;
  }): this;
}

/** Where the html of a node leaves what registers its type; see `nodes.ts`. */
declare var groundedSamNodes: { push(register: (editor: typeof groundedSam) => void): unknown } | undefined;
