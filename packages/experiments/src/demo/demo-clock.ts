/** One part of the demo. */
export interface DemoPart {
  readonly task: string;
  /** Seconds that it took where it was measured; only their ratios count. */
  readonly seconds: number;
  /** Whether the part ends by the clock, so that it takes these seconds on every machine. */
  readonly byClock?: boolean;
}

/** Estimates the time left of the whole demo: what is left of the running part, and for the later ones what they took where they were
 * measured, times how much longer or shorter the parts so far take here. */
export class DemoClock {
  readonly #parts: readonly DemoPart[];
  readonly #now: () => number;
  #at = 0;
  #began: number;
  #taken = 0;
  #declared = 0;

  /** @param now  seconds */
  constructor(parts: readonly DemoPart[], now: () => number = () => performance.now() / 1000) {
    this.#parts = parts;
    this.#now = now;
    this.#began = now();
  }

  /** A part begins, and the one before has ended.
   *
   * @returns its number from 1, and how many there are
   */
  begin(task: string): { readonly number: number; readonly of: number } {
    const next = this.#parts.findIndex((part) => part.task === task);
    const before = this.#parts[this.#at]!;
    if (next > this.#at && before.byClock !== true) {
      this.#taken += this.#elapsed();
      this.#declared += before.seconds;
    }
    this.#at = Math.max(next, 0);
    this.#began = this.#now();
    return { number: this.#at + 1, of: this.#parts.length };
  }

  /** Seconds left of all parts, or `undefined` while nothing can be said.
   *
   * @param ofPart  seconds left of the running part, if they are known
   */
  left(ofPart: number | undefined): number | undefined {
    const part = this.#parts[this.#at]!;
    const known = ofPart !== undefined && Number.isFinite(ofPart) ? ofPart : undefined;
    const counts = part.byClock !== true && known !== undefined;
    const taken = this.#taken + (counts ? this.#elapsed() + known : 0);
    const declared = this.#declared + (counts ? part.seconds : 0);
    if (declared === 0) return undefined;
    const expected = ({ seconds, byClock }: DemoPart): number =>
      byClock === true ? seconds : (seconds * taken) / declared;
    const later = this.#parts.slice(this.#at + 1).reduce((total, one) => total + expected(one), 0);
    return later + (known ?? Math.max(0, expected(part) - this.#elapsed()));
  }

  #elapsed(): number {
    return this.#now() - this.#began;
  }
}
