/** A pattern for paths. Quoted, so that no shell expands it; our own, so that every system and Node.js reads it the same. */
export interface Glob {
  /** The leading part without wildcards, where the search begins. `''` is the current folder. */
  readonly folder: string;
  /** @param path relative to `folder`, with `/` */
  matches(path: string): boolean;
}

/** Whether the text has wildcards. Names of files may have the same characters. */
export const isGlob = (text: string): boolean => /[*?[{]/.test(text);

/**
 * `*` matches any characters of one name, `?` one of them, `**` folders at any depth, `[a-z]` and `[!a-z]` one character,
 * `{a,b}` one text or the other.
 */
export function readGlob(pattern: string): Glob {
  const parts = pattern.split('/');
  const fixed = parts.slice(0, parts.findIndex(isGlob));
  // An absolute path begins with an empty part.
  const folder = fixed.length > 0 ? fixed.join('/') || '/' : '';
  const expressions = alternatives(parts.slice(fixed.length).join('/')).map(expressionOf);
  return { folder, matches: (path) => expressions.some((expression) => expression.test(path)) };
}

/** `{a,b}.jpg` -> `a.jpg`, `b.jpg`; the innermost braces first. */
function alternatives(pattern: string): string[] {
  const braces = /\{([^{}]*,[^{}]*)\}/.exec(pattern);
  if (!braces) return [pattern];
  const before = pattern.slice(0, braces.index);
  const after = pattern.slice(braces.index + braces[0].length);
  return braces[1]!.split(',').flatMap((choice) => alternatives(`${before}${choice}${after}`));
}

function expressionOf(pattern: string): RegExp {
  const source = pattern.replace(
    /(?<=^|\/)\*\*(\/|$)|\*+|\?|\[(!?)([^\]/]+)\]|[\\^$.|+()[\]{}]/g,
    (token, depthEnd?: string, negation?: string, characters?: string) => {
      if (depthEnd !== undefined) return depthEnd === '/' ? '(?:[^/]+/)*' : '.*';
      if (token.startsWith('*')) return '[^/]*';
      if (token === '?') return '[^/]';
      if (characters === undefined) return `\\${token}`;
      return `(?!/)[${negation ? '^' : ''}${characters.replace(/[\\^[]/g, '\\$&')}]`;
    },
  );
  return new RegExp(`^${source}$`, 'su');
}
