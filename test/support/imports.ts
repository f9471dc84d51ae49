import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';

export interface Import {
  /** The importing file, from the root of the repository: `src/models/preprocess.ts`. */
  readonly from: string;
  /** The imported file likewise, or the name of a package: `sharp`, `node:fs`. */
  readonly to: string;
  readonly isTypeOnly: boolean;
}

/** TypeScript files of a folder and those below it, from the root of the repository. */
export const sourceFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name.replaceAll('\\', '/')))
    .sort();

/** `import ... from`, `export ... from`, `import '...'`, `import('...')` and `require('...')`; no `'` in between. */
const IMPORT = /^\s*(import|export)\s+(type\s)?[^;']*?\sfrom\s+'([^']+)'|\b(?:import|require)\s*\(?\s*'([^']+)'/gm;

export function importsOf(file: string): Import[] {
  return [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, , type, from, bare]) => ({
    from: file,
    to: resolved(file, (from ?? bare)!),
    isTypeOnly: type !== undefined,
  }));
}

function resolved(file: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  const path = join(dirname(file), specifier);
  return existsSync(`${path}.ts`) ? `${path}.ts` : join(path, 'index.ts');
}

export const isPackage = (target: string): boolean => !target.endsWith('.ts');

/** Files that import each other in a circle, or `undefined`. */
export function findCycle(imports: readonly Import[]): string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const { to } of imports.filter(({ from }) => from === file)) {
      const cycle = visit(to, [...path, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const { from } of imports) {
    const cycle = visit(from, []);
    if (cycle) return cycle;
  }
  return undefined;
}
