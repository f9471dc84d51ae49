import { codeIn, readPage, sectionOf, tableOf } from './markdown';

/** A row of the settings tables in `docs/messages.md`. */
export interface DocumentedSetting {
  /** Of a flow without the setting. */
  readonly initial: unknown;
  /** Of a new node, if it is another value. */
  readonly inNewNodes?: unknown;
  /** The column "values", as it is written. */
  readonly values: string;
}

export const messageContract = (): string => readPage('docs/messages.md');

/** The settings of a node type by name, in the order of the table. */
export function documentedSettings(type: string): Record<string, DocumentedSetting> {
  const rows = tableOf(sectionOf(messageContract(), `### \`${type}\``), 'setting');
  const settings = rows.map(([name, initial, values]) => {
    const [first, second] = initial!.split(', in new nodes ');
    const inNewNodes = second === undefined ? {} : { inNewNodes: JSON.parse(codeIn(second)) };
    const setting: DocumentedSetting = { initial: JSON.parse(codeIn(first!)), ...inNewNodes, values: values! };
    return [codeIn(name!), setting] as const;
  });
  return Object.fromEntries(settings);
}

/** The settings that hold in a flow without any. */
export const documentedDefaults = (type: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(documentedSettings(type)).map(([name, { initial }]) => [name, initial]));

/** The settings of a new node by name. */
export const settingsOfNewNode = (type: string): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(documentedSettings(type)).map(([name, { initial, inNewNodes = initial }]) => [name, inNewNodes]),
  );
