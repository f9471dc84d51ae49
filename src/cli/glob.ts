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
 * @param literalParts the first folders of `pattern` whose characters are not wildcards
 */
export function readGlob(pattern: string, literalParts = 0): Glob {
  const parts = pattern.split('/');
  const firstGlob = parts.findIndex((part, index) => index >= literalParts && isGlob(part));
  const fixed = parts.slice(0, firstGlob === -1 ? parts.length - 1 : firstGlob);
  // An absolute path begins with an empty part.
  const folder = fixed.length > 0 ? fixed.join('/') || '/' : '';
  const choices = alternatives(parts.slice(fixed.length).join('/')).map(stepsOf);
  return { folder, matches: (path) => choices.some((steps) => isMatch(steps, path)) };
}

/** `{a,b}.jpg` -> `a.jpg`, `b.jpg`; the innermost braces first. */
function alternatives(pattern: string): string[] {
  const braces = /\{([^{}]*,[^{}]*)\}/.exec(pattern);
  if (!braces) return [pattern];
  const before = pattern.slice(0, braces.index);
  const after = pattern.slice(braces.index + braces[0].length);
  return braces[1]!.split(',').flatMap((choice) => alternatives(`${before}${choice}${after}`));
}

/** A part of a pattern, which takes one character or, if it repeats, any number of them. */
interface Step {
  takes(character: string): boolean;
  readonly repeats?: boolean;
  /** Whether the step can only end at the start of a name. */
  readonly endsAtName?: boolean;
}

const isInName = (character: string): boolean => character !== '/';

function stepsOf(pattern: string): Step[] {
  const tokens = pattern.matchAll(/(?<=^|\/)\*\*(\/|$)|\*+|\?|\[(!?)([^\]/]+)\]|./gsu);
  return [...tokens].map(([token, depthEnd, negation, characters]): Step => {
    if (depthEnd !== undefined) return { takes: () => true, repeats: true, endsAtName: depthEnd === '/' };
    if (token.startsWith('*')) return { takes: isInName, repeats: true };
    if (token === '?') return { takes: isInName };
    if (characters === undefined) return { takes: (character) => character === token };
    const isListed = listed(characters);
    return { takes: (character) => isInName(character) && isListed(character) === (negation === '') };
  });
}

/** Whether a character is in a list such as `a-z0`. */
function listed(characters: string): (character: string) => boolean {
  const ranges = [...characters.matchAll(/(.)-(.)|./gsu)].map(([one, first = one, last = one]) => [
    first.codePointAt(0)!,
    last.codePointAt(0)!,
  ]);
  return (character) => {
    const code = character.codePointAt(0)!;
    return ranges.some(([first, last]) => code >= first! && code <= last!);
  };
}

/** Follows all ways through the steps at once: a regular expression would try them one after the other. */
function isMatch(steps: readonly Step[], path: string): boolean {
  const extended = (reached: Set<number>, before: string): Set<number> => {
    for (const at of reached) {
      const { repeats, endsAtName } = steps[at] ?? {};
      if (repeats && (!endsAtName || before === '/' || before === '')) reached.add(at + 1);
    }
    return reached;
  };
  let reached = extended(new Set([0]), '');
  for (const character of path) {
    const next = [...reached]
      .filter((at) => steps[at]?.takes(character))
      .map((at) => (steps[at]!.repeats ? at : at + 1));
    reached = extended(new Set(next), character);
  }
  return reached.has(steps.length);
}
