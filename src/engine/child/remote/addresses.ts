import type { ServerState } from '../../protocol';

/** The first and the longest rest of an address after failures in a row. */
const FIRST_REST_MS = 1000;
const LONGEST_REST_MS = 30_000;

interface State {
  /** As the user wrote it, with `{model}`. */
  readonly template: string;
  inFlight: number;
  failures: number;
  restsUntil: number;
  lastUse: number;
  lastError?: string | undefined;
}

/**
 * Chooses among addresses with the same models: the one with the fewest requests in flight. An address that failed rests, longer
 * with each failure in a row. After a rest, one request tries the address, and the others avoid it until that one succeeds.
 */
export class Addresses {
  private readonly all: readonly State[];
  private uses = 0;

  /** @param now milliseconds of a clock that does not go back. Replaced by tests */
  constructor(
    templates: readonly string[],
    private readonly now = (): number => performance.now(),
  ) {
    this.all = templates.map((template) => ({ template, inFlight: 0, failures: 0, restsUntil: 0, lastUse: 0 }));
  }

  get states(): readonly ServerState[] {
    return this.all.map(({ template, inFlight, lastError }) => ({
      ...{ address: template, inFlight },
      ...(lastError === undefined ? {} : { lastError }),
    }));
  }

  /** Whether there is an address that is not in `tried` and does not rest. */
  hasOther(tried: ReadonlySet<string>): boolean {
    return this.all.some((state) => !tried.has(state.template) && !this.rests(state));
  }

  /**
   * Uses an address for `work`: one that does not rest if there is one, and was not tried yet if there is one.
   * @param tried the addresses that failed in this call
   * @param isFaultOfServer whether the address rests after an error of `work`
   */
  async use<R>(
    tried: ReadonlySet<string>,
    work: (template: string) => Promise<R>,
    isFaultOfServer: (error: unknown) => boolean,
  ): Promise<R> {
    const state = this.next(tried);
    state.inFlight++;
    state.lastUse = ++this.uses;
    try {
      const result = await work(state.template);
      Object.assign(state, { failures: 0, restsUntil: 0, lastError: undefined });
      return result;
    } catch (error) {
      if (isFaultOfServer(error)) {
        state.restsUntil = this.now() + Math.min(FIRST_REST_MS * 2 ** state.failures, LONGEST_REST_MS);
        state.failures++;
        state.lastError = (error as Error).message;
      }
      throw error;
    } finally {
      state.inFlight--;
    }
  }

  private next(tried: ReadonlySet<string>): State {
    const rank = (state: State): number[] => [
      Number(this.rests(state)),
      Number(tried.has(state.template)),
      this.rests(state) ? state.restsUntil : 0,
      state.inFlight,
      state.lastUse,
    ];
    return this.all.reduce((best, state) => (isBefore(rank(state), rank(best)) ? state : best));
  }

  private rests({ restsUntil, failures, inFlight }: State): boolean {
    return restsUntil > this.now() || (failures > 0 && inFlight > 0);
  }
}

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at >= 0 && a[at]! < b[at]!;
}
