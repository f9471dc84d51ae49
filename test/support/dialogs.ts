import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';

/** What the editor registers of a node type, as far as tests read it. */
export interface DialogDefinition {
  readonly defaults: Readonly<Record<string, { readonly value: unknown }>>;
  readonly credentials?: Readonly<Record<string, { readonly type: string }>>;
}

/** Runs the script of a dialog, without a browser and with any function of the editor plugin doing nothing. */
export function dialogDefinition(type: string): DialogDefinition {
  const definitions = new Map<string, DialogDefinition>();
  const RED = {
    nodes: { registerType: (of: string, definition: DialogDefinition) => definitions.set(of, definition) },
  };
  const groundedSamNodes = { push: (register: (editor: unknown) => void) => register(anything) };
  const context = createContext({ RED, groundedSamNodes, setTimeout: () => {} });
  runInContext(scriptOf(type), context);
  // Objects of a context have a prototype of their own, which strict comparisons tell apart.
  const { defaults, credentials = {} } = definitions.get(type)!;
  return JSON.parse(JSON.stringify({ defaults, credentials }));
}

/** Has every property, and can be called. */
const anything: unknown = new Proxy(() => {}, { get: () => anything, apply: () => anything });

function scriptOf(type: string): string {
  const page = readFileSync(join('nodes', type, `${type}.html`), 'utf8');
  const scripts = page.matchAll(/<script type="text\/javascript">([\s\S]*?)<\/script>/g);
  return [...scripts].map(([, script]) => script).join('\n');
}
