// The parts of Node-RED's editor that the scripts use. The scripts run in the browser and share one namespace.

interface Initial {
  /** Of a new node. */
  readonly value: unknown;
  /** The value that holds in a flow without the setting, if it is another one. */
  readonly ifAbsent?: unknown;
}

/** A node as its dialog sees it: settings that its flow does not have are `undefined`. */
interface EditorNode {
  readonly _def: {
    readonly defaults: Readonly<Record<string, Initial>>;
    readonly color?: string;
    readonly hasPreview?: boolean;
  };
  /** Looks a text up in the catalogue of the node. */
  _(key: string): string;
  // biome-ignore lint/suspicious/noExplicitAny: settings have the types of the node that holds them
  [setting: string]: any;
}

/** Returns `true`, or a sentence about the error. Node-RED shows the sentence only if the function has two parameters. */
type Validator = (this: EditorNode, value: unknown, opt: object) => boolean | string;

/** A node of the workspace, and its element. */
interface ViewEvent {
  readonly node: EditorNode;
  readonly el: SVGGElement;
}

interface NodeDefinition {
  readonly category: string;
  readonly color?: string;
  readonly defaults: Readonly<
    Record<
      string,
      Initial & {
        readonly type?: string;
        readonly required?: boolean;
        // biome-ignore lint/suspicious/noExplicitAny: a check knows the type of its setting
        validate?(this: EditorNode, value: any, opt: object): boolean | string;
      }
    >
  >;
  readonly credentials?: Readonly<Record<string, { readonly type: 'text' | 'password' }>>;
  readonly inputs?: 0 | 1;
  readonly outputs?: number;
  /** Tooltips of the ports. A text is that of each port. */
  readonly inputLabels?: string | readonly string[];
  readonly outputLabels?: string | readonly string[];
  readonly icon?: string;
  readonly paletteLabel?: string;
  /** Whether the workspace can show the last image under the node. Not a property of Node-RED's. */
  readonly hasPreview?: boolean;
  label?(this: EditorNode): string;
  labelStyle?(this: EditorNode): string;
  oneditprepare?(this: EditorNode): void;
  oneditsave?(this: EditorNode): void;
}

declare const RED: {
  readonly nodes: {
    registerType(type: string, definition: NodeDefinition): void;
    /** `null` for a node that the editor does not have. */
    node(id: string): { readonly name?: string } | null;
  };
  readonly plugins: { registerPlugin(id: string, definition: { onadd(): void }): void };
  readonly sidebar: {
    addTab(tab: {
      readonly id: string;
      readonly label: string;
      readonly name: string;
      readonly content: JQuery;
      readonly iconClass: string;
      readonly enableOnEdit: boolean;
    }): void;
  };
  readonly hooks: { add(hook: string, listener: (event: ViewEvent) => void): void };
  readonly settings: { getLocal(key: string): string | null; setLocal(key: string, value: string): void };
  readonly view: { reveal(id: string): void };
  /** @param html of the notification */
  notify(
    html: string,
    options: {
      readonly type: 'error' | 'warning';
      readonly timeout?: number;
      readonly modal?: boolean;
      readonly fixed?: boolean;
      readonly buttons?: readonly { readonly text: string; readonly class?: string; readonly click: () => void }[];
    },
  ): { close(): void };
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
  typedInput(action: 'value' | 'type'): string;
  typedInput(action: 'value', value: string): this;
  editableList<Item>(options: {
    readonly addButton: string;
    readonly removable: boolean;
    readonly sortable: boolean;
    readonly height: 'auto';
    readonly addItem: (container: JQuery, index: number, item: Item) => void;
    readonly removeItem: () => void;
    readonly sortItems?: () => void;
  }): this;
  editableList(action: 'addItem', item: object): this;
  autoComplete(options: {
    readonly minLength: number;
    readonly search: (value: string, done: (completions: readonly Completion[]) => void) => void;
  }): this;
}

/** Takes functions that register a node type; they are called once the plugin has loaded. See `nodes.ts`. */
declare var groundedSamNodes: { push(register: (editor: typeof groundedSam) => void): unknown };
