/** The longest time, in milliseconds, that timers take. */
const longest = 2 ** 31 - 1;

/** Clock and limits of one call: it ends once its caller aborts or its time is spent.
 *
 * `AbortSignal.any` over `AbortSignal.timeout` does the same, until the garbage collector takes the timeout away: it
 * then never aborts.
 */
export class RunLimits {
  readonly #controller = new AbortController();
  readonly #startedAt = performance.now();
  readonly #secondsBefore: number;
  readonly #maxSeconds: number;
  readonly #signal: AbortSignal | undefined;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #abort = (): void => this.#controller.abort();

  /** @param secondsBefore  spent by earlier parts of a resumed run; they do not count towards `maxSeconds` */
  constructor(
    { signal, maxSeconds }: { readonly signal: AbortSignal | undefined; readonly maxSeconds: number },
    secondsBefore: number,
  ) {
    this.#secondsBefore = secondsBefore;
    this.#maxSeconds = maxSeconds;
    this.#signal = signal;
    if (signal?.aborted) this.#abort();
    signal?.addEventListener('abort', this.#abort, { once: true });
    if (1000 * maxSeconds <= longest) this.#timer = setTimeout(this.#abort, Math.ceil(1000 * maxSeconds));
  }

  /** Aborted when the call is to end, for whatever reason. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Seconds of this call. */
  get secondsHere(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }

  /** Seconds of the run, those of its earlier parts included. */
  get seconds(): number {
    return this.#secondsBefore + this.secondsHere;
  }

  /** Why the call is to end now, if it is. */
  get reached(): 'aborted' | 'maxSeconds' | undefined {
    if (this.#signal?.aborted) return 'aborted';
    return this.#controller.signal.aborted || this.secondsHere >= this.#maxSeconds ? 'maxSeconds' : undefined;
  }

  /** Let go of timer and signal. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this.#abort);
  }
}
