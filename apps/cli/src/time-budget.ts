/** The time of a command, counted from here: what it spends on reading and preparing is no longer there for the search. */
export class TimeBudget {
  readonly #end: number;

  /** @param maxSeconds  `undefined` for no limit */
  constructor(maxSeconds: number | undefined) {
    this.#end = performance.now() + 1000 * (maxSeconds ?? Number.POSITIVE_INFINITY);
  }

  /** The option `maxSeconds` for what begins now, positive even where nothing is left; empty without a limit. */
  left(): { readonly maxSeconds?: number } {
    if (this.#end === Number.POSITIVE_INFINITY) return {};
    return { maxSeconds: Math.max(Number.MIN_VALUE, (this.#end - performance.now()) / 1000) };
  }
}
