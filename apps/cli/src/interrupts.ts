/** Turns Ctrl-C and SIGTERM into an abort signal, for commands that have something to save. */
export class Interrupts {
  readonly #controller = new AbortController();
  readonly #say: (text: string) => void;
  #held = false;

  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  /** From now on the first interrupt aborts the signal; the second one ends the process with exit code 1. */
  hold(): AbortSignal {
    if (!this.#held) {
      process.on('SIGINT', this.#onInterrupt);
      process.on('SIGTERM', this.#onInterrupt);
      this.#held = true;
    }
    return this.#controller.signal;
  }

  /** Leave interrupts to Node again. */
  release(): void {
    process.off('SIGINT', this.#onInterrupt);
    process.off('SIGTERM', this.#onInterrupt);
    this.#held = false;
  }

  readonly #onInterrupt = (): void => {
    if (this.#controller.signal.aborted) process.exit(1);
    this.#say('\ninterrupted: saving what there is (once more to end at once)\n');
    this.#controller.abort();
  };
}
