/** A pattern for paths, which shells leave alone in quotes, and which is read alike on every system and Node.js. */
export interface Glob {
  /** The part without wildcards, where the search begins; `''` is the current folder. */
  readonly folder: string;
  /** @param path below `folder`, with `/` between its parts */
  matches(path: string): boolean;
}

/** Whether the text could be a pattern. Files may have such names too. */
export const isGlob = (text: string): boolean => /[*?[{]/.test(text);

/**
 * `*` and `?` stand for characters of one name, `**` for folders at any depth, `[a-z]` and `[!a-z]` for one character,
 * `{a,b}` for one text or the other.
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
