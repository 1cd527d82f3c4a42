/** Where a command writes: results to `out`, everything else to `err`. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether `err` is a terminal that can rewrite its last line. */
  readonly interactive: boolean;
  /** Environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** From this call on an interrupt aborts the signal, and ends the process only when it is repeated. Commands that have
   * something to save call it; all others end at the first interrupt. */
  readonly holdInterrupts: () => AbortSignal;
}
