/** The longest time, in milliseconds, that timers take. */
const longest = 2 ** 31 - 1;

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

  /** A signal that is aborted with another one, or at the end of the time.
   *
   * `AbortSignal.any` over `AbortSignal.timeout` does the same, until the garbage collector takes the timeout away: it then never aborts.
   */
  limit(signal: AbortSignal): AbortSignal {
    const { maxSeconds } = this.left();
    if (maxSeconds === undefined || signal.aborted) return signal;
    const controller = new AbortController();
    const abort = (): void => {
      clearTimeout(timer);
      controller.abort();
    };
    const timer = setTimeout(abort, Math.min(longest, Math.ceil(1000 * maxSeconds)));
    timer.unref();
    signal.addEventListener('abort', abort, { once: true });
    return controller.signal;
  }
}
