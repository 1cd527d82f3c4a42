/** A value that scores are held against, for example the best match of any held-out image. */
export interface Threshold {
  /** With its article where it needs one: it follows the word 'above'. */
  readonly name: string;
  readonly value: number;
}

/** The threshold, unless its value is no finite number, as the maximum of no values is: nothing can be held against that. */
export function finiteThreshold(threshold: Threshold | undefined): Threshold | undefined {
  return threshold !== undefined && Number.isFinite(threshold.value) ? threshold : undefined;
}
