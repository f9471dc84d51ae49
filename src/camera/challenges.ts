/** One way to log in that a server offers, as its header `WWW-Authenticate` has it. */
export interface Challenge {
  /** In lower case: `basic`, `digest`. */
  readonly scheme: string;
  /** Names in lower case. */
  readonly params: Readonly<Record<string, string>>;
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const PARAM = new RegExp(`^(${TOKEN})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s,]*))`);
const SCHEME = new RegExp(`^(${TOKEN})(?=\\s|,|$)`);

/** The challenges of a header (RFC 9110, section 11.6.1). Several may stand in one header, separated by commas. */
export function challengesIn(header: string): Challenge[] {
  const challenges: { scheme: string; params: Record<string, string> }[] = [];
  let rest = header;
  for (;;) {
    rest = rest.replace(/^[\s,]+/, '');
    const param = PARAM.exec(rest);
    const scheme = param ? undefined : SCHEME.exec(rest);
    if (param && challenges.length > 0) {
      challenges.at(-1)!.params[param[1]!.toLowerCase()] = param[2]?.replace(/\\(.)/g, '$1') ?? param[3]!;
    } else if (scheme) {
      challenges.push({ scheme: scheme[1]!.toLowerCase(), params: Object.create(null) });
    }
    const read = (param ?? scheme)?.[0];
    if (!read) return challenges;
    rest = rest.slice(read.length);
  }
}
