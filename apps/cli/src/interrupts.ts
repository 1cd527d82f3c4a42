/** What ends a command: Ctrl-C, a service manager, a terminal that is closed. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Turns Ctrl-C, SIGTERM and SIGHUP into an abort signal, for commands that have something to save. */
export class Interrupts {
  readonly #controller = new AbortController();
  readonly #say: (text: string) => void;
  #held = false;

  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  /** From now on the first interrupt aborts the signal; a second one ends the process with exit code 1, unless it is SIGHUP, which a
   * terminal that is closed may send more than once. */
  hold(): AbortSignal {
    if (!this.#held) {
      for (const signal of signals) process.on(signal, this.#onInterrupt);
      this.#held = true;
    }
    return this.#controller.signal;
  }

  /** Leave interrupts to Node again. */
  release(): void {
    for (const signal of signals) process.off(signal, this.#onInterrupt);
    this.#held = false;
  }

  readonly #onInterrupt = (signal: NodeJS.Signals): void => {
    if (this.#controller.signal.aborted) {
      if (signal === 'SIGHUP') return;
      process.exit(1);
    }
    this.#say('\ninterrupted: saving what there is (once more to end at once)\n');
    this.#controller.abort();
  };
}
