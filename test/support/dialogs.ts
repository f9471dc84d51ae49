import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';

/** What the editor registers of a node type, as far as tests read it. */
export interface DialogDefinition {
  readonly defaults: Readonly<Record<string, { readonly value: unknown }>>;
  readonly credentials?: Readonly<Record<string, { readonly type: string }>>;
}

/** Runs the scripts of a dialog, without a browser, up to `RED.nodes.registerType`. */
export function dialogDefinition(type: string): DialogDefinition {
  const definitions = new Map<string, DialogDefinition>();
  const RED = {
    nodes: { registerType: (of: string, definition: DialogDefinition) => definitions.set(of, definition) },
  };
  const context = createContext({ RED });
  for (const script of scriptsOf(type)) runInContext(script, context);
  // Objects of a context have a prototype of their own, which strict comparisons tell apart.
  const { defaults, credentials = {} } = definitions.get(type)!;
  return JSON.parse(JSON.stringify({ defaults, credentials }));
}

function scriptsOf(type: string): string[] {
  const shared = readdirSync('resources').filter((name) => name.endsWith('.js'));
  const page = readFileSync(join('nodes', type, `${type}.html`), 'utf8');
  const own = [...page.matchAll(/<script type="text\/javascript">([\s\S]*?)<\/script>/g)].map(([, script]) => script!);
  return [...shared.map((name) => readFileSync(join('resources', name), 'utf8')), ...own];
}
