import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** A node as the editor holds it. */
interface EditorNode {
  readonly id: string;
  valid: boolean;
  validationErrors: string[];
  _def: { label: (this: EditorNode) => string };
  [property: string]: unknown;
}

/** The parts of the editor's global that the tests use. Functions passed to `evaluate` run in the browser. */
declare const RED: {
  readonly nodes: {
    node(id: string): EditorNode;
    filterNodes(filter: { type: string }): EditorNode[];
    eachConfig(callback: (node: EditorNode) => void): void;
    convertNode(node: EditorNode): Record<string, unknown>;
    getType(type: string): { readonly paletteLabel?: string } | undefined;
    import(nodes: readonly object[], options: object): void;
  };
  readonly editor: {
    edit(node: EditorNode): void;
    editConfig(property: string, type: string, id: string): void;
    validateNode(node: EditorNode): boolean;
  };
  readonly sidebar: { readonly help: { show(type: string): void } };
  readonly workspaces: { active(): string };
};

/** The field of a setting, in the dialog of a node or of a config node. */
const inputId = (property: string): string => `#node-input-${property}, #node-config-input-${property}`;

const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Skips the tests of a block without Chromium. In CI they fail instead. */
export function skipWithoutChromium(test: Mocha.Context): void {
  if (existsSync(chromiumPath) || process.env.CI) return;
  console.log(`      skipped: there is no Chromium at ${chromiumPath}; set CHROMIUM to where it is`);
  test.skip();
}

export function launchChromium(): Promise<Browser> {
  const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];
  return chromium.launch({ executablePath: chromiumPath, args });
}

/** Launches Chromium for the tests of a block, and closes it after them. Without Chromium they are skipped. @returns the browser */
export function useChromium(): () => Browser {
  let browser: Browser | undefined;
  before(async function () {
    skipWithoutChromium(this);
    browser = await launchChromium();
  });
  after(() => browser?.close());
  return () => browser!;
}

/** Node-RED's editor in a browser. */
export class EditorPage {
  /** Uncaught errors, and errors that validators threw. */
  readonly errors: string[] = [];
  private dropped = 0;

  private constructor(readonly page: Page) {
    page.on('pageerror', (error) => this.errors.push(String(error)));
    page.on('console', (message) => {
      if (message.text().startsWith('Validation error')) this.errors.push(message.text());
    });
  }

  /**
   * @param prepare runs before the page loads, for example to change its requests
   * @param options of the page, such as `hasTouch`
   */
  static async open(
    browser: Browser,
    url: string,
    prepare: (page: Page) => Promise<unknown> = async () => {},
    options: BrowserContextOptions = {},
  ): Promise<EditorPage> {
    const page = await browser.newPage({ viewport: { width: 1400, height: 1000 }, ...options });
    const editor = new EditorPage(page);
    await prepare(page);
    await page.goto(url);
    await editor.loaded();
    return editor;
  }

  /** Loads the page again, with the flow that Node-RED runs. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.loaded();
  }

  private async loaded(): Promise<void> {
    await this.page.waitForFunction(() => (globalThis as { RED?: Partial<typeof RED> }).RED?.workspaces?.active?.());
    await this.page.locator('.red-ui-loading-overlay, #red-ui-loading-progress').waitFor({ state: 'hidden' });
  }

  close(): Promise<void> {
    return this.page.close();
  }

  /** Whether a node keeps pictures for its dialog. */
  async isArmed(node: string): Promise<boolean> {
    const response = await fetch(new URL(`grounded-sam/pictures/${node}/lanes`, this.page.url()));
    return ((await response.json()) as { isArmed: boolean }).isArmed;
  }

  /** Runs an expression in the page. */
  evaluate<T>(expression: string): Promise<T> {
    return this.page.evaluate(expression) as Promise<T>;
  }

  /** Waits for a notification, and returns the texts of all. */
  async notifications(): Promise<string[]> {
    const shown = this.page.locator('.red-ui-notification');
    await shown.first().waitFor();
    return shown.allInnerTexts();
  }

  paletteTypes(): Promise<string[]> {
    return this.page
      .locator('#red-ui-palette-container [data-palette-type]')
      .evaluateAll((items) =>
        items.map((item) => (item as { dataset: Record<string, string> }).dataset.paletteType ?? ''),
      );
  }

  /** The label of each node in the palette, by its type. */
  paletteLabels(): Promise<Record<string, string>> {
    return this.page.locator('#red-ui-palette-container [data-palette-type]').evaluateAll((items) =>
      Object.fromEntries(
        items.map((item) => {
          const { paletteType, paletteLabel } = (item as { dataset: Record<string, string> }).dataset;
          return [paletteType!, paletteLabel!];
        }),
      ),
    );
  }

  /** The types that the palette shows for a search text, sorted. */
  async paletteSearch(text: string): Promise<string[]> {
    const field = this.page.locator('#red-ui-palette-search input');
    await field.fill(text);
    await field.press('Shift');
    await this.page.locator('#red-ui-palette-container [data-palette-type="debug"][data-filter="true"]').waitFor({
      state: 'attached',
    });
    const shown = this.page.locator('#red-ui-palette-container [data-palette-type]:not([data-filter="true"])');
    const found = await shown.evaluateAll((items) =>
      items.map((item) => (item as { dataset: Record<string, string> }).dataset.paletteType ?? ''),
    );
    await field.fill('');
    await field.press('Shift');
    await this.page.locator('#red-ui-palette-container [data-palette-type="debug"]:not([data-filter])').waitFor();
    return found.sort();
  }

  /** The types that the search for a new node in the workspace shows for a text, sorted. */
  async quickAddSearch(text: string): Promise<string[]> {
    await this.evaluate('RED.typeSearch.show({ x: 300, y: 200, add() {}, move() {}, cancel() {} })');
    const field = this.page.locator('#red-ui-type-search-input');
    await field.fill(text);
    await field.press('Shift');
    const results = this.page.locator('#red-ui-type-search .red-ui-search-result-node-label:visible');
    await this.page.waitForTimeout(300);
    const labels = await results.allInnerTexts();
    await field.press('Escape');
    return labels.map((label) => /\(([^)]*)\)$/.exec(label)?.[1] ?? label).sort();
  }

  /** The default labels of all inputs and outputs of a node type. Empty for a port without a label. */
  portLabels(type: string): Promise<string[]> {
    return this.evaluate(`(() => {
      const { inputs, outputs, inputLabels, outputLabels } = RED.nodes.getType(${JSON.stringify(type)});
      const labels = (count, given) => Array.from({ length: count }, (_, at) => (typeof given === 'string' ? given : given?.[at]) ?? '');
      return [...labels(inputs, inputLabels), ...labels(outputs, outputLabels)];
    })()`);
  }

  /** Drags a node from the palette to the workspace and returns its id. */
  async dropNode(type: string): Promise<string> {
    const item = this.page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
    await item.scrollIntoViewIfNeeded();
    await item.hover();
    await this.page.mouse.down();
    await this.page.mouse.move(450, 150 + 50 * this.dropped++, { steps: 5 });
    await this.page.mouse.up();
    return this.page.evaluate((of) => RED.nodes.filterNodes({ type: of }).at(-1)!.id, type);
  }

  /** Adds a config node with its own dialog and returns its id. */
  async addConfigNode(type: string): Promise<string> {
    await this.page.evaluate((of) => RED.editor.editConfig('', of, '_ADD_'), type);
    await this.save();
    return this.page.evaluate((of) => {
      const ids: string[] = [];
      RED.nodes.eachConfig((node) => void (node.type === of && ids.push(node.id)));
      return ids.at(-1)!;
    }, type);
  }

  /** Imports a node from a flow. The flow may not have all settings. */
  async importNode(node: { readonly id: string; readonly type: string }): Promise<void> {
    await this.page.evaluate((given) => {
      const placed = { ...given, z: RED.workspaces.active(), x: 300, y: 600, wires: [[]] };
      RED.nodes.import([placed], { generateIds: false });
    }, node);
  }

  /** The settings as the flow saves them, without credentials. */
  settings(id: string): Promise<Record<string, unknown>> {
    return this.page.evaluate((of) => {
      const {
        id: _id,
        type: _type,
        x: _x,
        y: _y,
        z: _z,
        wires: _wires,
        credentials: _credentials,
        ...settings
      } = RED.nodes.convertNode(RED.nodes.node(of));
      return settings;
    }, id);
  }

  label(id: string): Promise<string> {
    return this.page.evaluate((of) => RED.nodes.node(of)._def.label.call(RED.nodes.node(of)), id);
  }

  /** The validation errors of a node. A node with errors has a red triangle. */
  problems(id: string): Promise<string[]> {
    return this.page.evaluate((of) => (RED.nodes.node(of).valid ? [] : RED.nodes.node(of).validationErrors), id);
  }

  /** The validation errors that a node would have with these settings. */
  problemsWith(id: string, settings: Readonly<Record<string, unknown>>): Promise<string[]> {
    return this.page.evaluate(
      ({ of, given }) => {
        const node = RED.nodes.node(of);
        const before = Object.fromEntries(Object.keys(given).map((name) => [name, node[name]]));
        const problems = RED.editor.validateNode(Object.assign(node, given)) ? [] : node.validationErrors;
        RED.editor.validateNode(Object.assign(node, before));
        return problems;
      },
      { of: id, given: settings },
    );
  }

  async openDialog(id: string): Promise<void> {
    await this.page.evaluate((of) => {
      const node = RED.nodes.node(of);
      if (node._def && 'x' in node) RED.editor.edit(node);
      else RED.editor.editConfig('', String(node.type), of);
    }, id);
    await this.page.locator('.red-ui-tray').waitFor();
    // When the dialog has slid in, Node-RED moves the focus to its first field. Keys that come earlier would get lost.
    await this.page.locator('.red-ui-tray').last().locator(':focus').waitFor({ state: 'attached' });
  }

  /** All texts and placeholders of the open dialog. */
  async dialogTexts(): Promise<string[]> {
    await this.openMore();
    const translated = this.page.locator('.red-ui-tray form [data-i18n]');
    return translated.evaluateAll((elements) =>
      (elements as unknown as { placeholder?: string; textContent: string }[]).map(
        ({ placeholder, textContent }) => placeholder ?? textContent,
      ),
    );
  }

  /** The settings that have a field or a list in the open dialog. */
  async settingsInDialog(): Promise<string[]> {
    const form = this.page.locator('#dialog-form, #node-config-dialog-edit-form');
    const ids = await form
      .locator('[id^="node-input-"], [id^="node-config-input-"]')
      .evaluateAll((fields) => (fields as unknown as { id: string }[]).map(({ id }) => id));
    const isField = (id: string): boolean => !/-(group|btn)-/.test(id);
    return ids.filter(isField).map((id) => id.replace(/^node-(config-)?input-/, '').replace(/-list$/, ''));
  }

  isShown(property: string): Promise<boolean> {
    return this.page.locator(inputId(property)).isVisible();
  }

  /** Whether the label of a field is visible. A typed input hides its field. */
  isLabelShown(property: string): Promise<boolean> {
    return this.page.locator(`label[for="node-input-${property}"]`).isVisible();
  }

  isTicked(property: string): Promise<boolean> {
    return this.page.locator(inputId(property)).isChecked();
  }

  isDisabled(property: string): Promise<boolean> {
    return this.page.locator(inputId(property)).isDisabled();
  }

  /** The value of a field in the open dialog. */
  value(property: string): Promise<string> {
    return this.page.locator(inputId(property)).inputValue();
  }

  async fill(property: string, value: string): Promise<void> {
    await this.page.locator(inputId(property)).fill(value);
  }

  async click(property: string): Promise<void> {
    await this.page.locator(inputId(property)).click();
  }

  /** Presses keys in sequence: characters, or names such as `Enter`. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Waits for the completion list, and returns the texts of its rows. */
  async list(): Promise<string[]> {
    const rows = this.page.locator('.red-ui-autoComplete-container li');
    await rows.first().waitFor();
    return rows.evaluateAll((items) => (items as unknown as { innerText: string }[]).map(({ innerText }) => innerText));
  }

  isListOpen(): Promise<boolean> {
    return this.page.locator('.red-ui-autoComplete-container').isVisible();
  }

  /** The text below the model field. Empty if it is a plain field. */
  async modelHint(): Promise<string> {
    const hint = this.page.locator('.grounded-sam-model');
    return (await hint.isVisible()) ? hint.innerText() : '';
  }

  /** The framed texts that the open dialog shows. */
  async tips(): Promise<string[]> {
    await this.openMore();
    const tips = await this.page.locator('.red-ui-tray .form-tips').all();
    const shown = await Promise.all(tips.map(async (tip) => ((await tip.isVisible()) ? [await tip.innerText()] : [])));
    return shown.flat();
  }

  canDownload(): Promise<boolean> {
    return this.page.locator('.grounded-sam-model button').isVisible();
  }

  async download(): Promise<void> {
    await this.page.locator('.grounded-sam-model button').click();
  }

  /** The texts of a field's options. */
  options(property: string): Promise<string[]> {
    return this.page.locator(`${inputId(property)} >> option`).allTextContents();
  }

  async choose(property: string, option: string): Promise<void> {
    await this.openMore();
    await this.page.locator(inputId(property)).selectOption(option);
  }

  /** The rows of a list in the open dialog. */
  private rowsOf(list: string) {
    return this.page.locator(`#node-input-${list}-list > li`);
  }

  /** Adds a row to a list of the open dialog and returns its index. */
  async addRow(list: string): Promise<number> {
    await this.openMore();
    const container = this.page.locator('.red-ui-editableList', { has: this.page.locator(`#node-input-${list}-list`) });
    await container.locator('.red-ui-editableList-addButton').click();
    return (await this.rowsOf(list).count()) - 1;
  }

  /** Moves the keyboard focus to the button that adds a row. */
  async focusAddButton(list: string): Promise<void> {
    const container = this.page.locator('.red-ui-editableList', { has: this.page.locator(`#node-input-${list}-list`) });
    await container.locator('.red-ui-editableList-addButton').focus();
  }

  async removeRow(list: string, row: number): Promise<void> {
    const rows = this.rowsOf(list);
    const last = rows.nth((await rows.count()) - 1);
    // Dispatched, because a real click may get lost while the dialog still slides in.
    await rows.nth(row).locator('.red-ui-editableList-item-remove').dispatchEvent('click');
    // It fades out.
    await last.waitFor({ state: 'detached' });
  }

  /** Drags a row of a list above the first one. */
  async dragRowToTop(list: string, row: number): Promise<void> {
    const handle = this.rowsOf(list).nth(row).locator('.red-ui-editableList-item-handle');
    const top = await this.rowsOf(list).first().boundingBox();
    await handle.hover();
    await this.page.mouse.down();
    await this.page.mouse.move(top!.x + 10, top!.y - 5, { steps: 10 });
    await this.page.mouse.up();
  }

  /** @param field the end of the class of the menu, if the row has several ones */
  async chooseInRow(list: string, row: number, option: string, field = ''): Promise<void> {
    await this.rowsOf(list).nth(row).locator(`select[class*="-${field}"]`).selectOption(option);
  }

  optionsInRow(list: string, row: number): Promise<string[]> {
    const options = this.rowsOf(list).nth(row).locator('option');
    return options.evaluateAll((all) => all.map((option) => (option as unknown as { value: string }).value));
  }

  async fillInRow(list: string, row: number, field: string, value: string): Promise<void> {
    await this.rowsOf(list).nth(row).locator(`input[type=text][class*="-${field}"]`).fill(value);
  }

  /** Ticks options in the menu of a row's typed input. */
  async tickInRow(list: string, row: number, options: readonly string[]): Promise<void> {
    await this.rowsOf(list).nth(row).locator('.red-ui-typedInput-option-trigger').click();
    for (const option of options)
      await this.page.locator('.red-ui-typedInput-options:visible').getByText(option, { exact: true }).click();
    await this.page.keyboard.press('Escape');
  }

  isMoreOpen(): Promise<boolean> {
    return this.page
      .locator('.red-ui-tray details')
      .evaluate((details) => (details as unknown as { open: boolean }).open);
  }

  /** Clicks Done, Add or Update. */
  async save(): Promise<void> {
    await this.page.locator('#node-dialog-ok, #node-config-dialog-ok').click();
    await this.page.locator('.red-ui-tray').waitFor({ state: 'detached' });
  }

  /** Clicks Deploy, and waits until Node-RED runs the flow. */
  async deploy(): Promise<void> {
    const button = this.page.locator('#red-ui-header-button-deploy');
    await button.click();
    await this.page.locator('#red-ui-header-button-deploy.disabled').waitFor();
  }

  /** The text of the help. @throws if the sidebar has no help for the type */
  async help(type: string): Promise<string> {
    const title = await this.page.evaluate((of) => {
      RED.sidebar.help.show(of);
      return RED.nodes.getType(of)?.paletteLabel ?? of;
    }, type);
    const heading = this.page.locator('.red-ui-help-title').getByText(title, { exact: true });
    return (await heading.locator('..').textContent()) ?? '';
  }

  private async openMore(): Promise<void> {
    const closed = this.page.locator('.red-ui-tray details:not([open]) summary');
    while ((await closed.count()) > 0) await closed.first().click();
  }
}
