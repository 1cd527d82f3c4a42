/** A number with its uncertainty; estimates of @noprior/experiments and of @noprior/metrics have this form. */
export interface Estimate {
  readonly value: number;
  /** `null` where there are too few observations for one. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** Independent observations behind it. */
  readonly count?: number;
}

/** A number with its unit; `null` where it was not measured. */
export interface Quantity {
  readonly value: number | null;
  /** `s`, `ms`, `MB`, `%`: the value is in this unit, 12 % has the value 12. Seconds are written as minutes and hours where they are many. */
  readonly unit: string;
}

/** What a table or a list of facts shows at one place; `null` where nothing was measured. */
export type Value = string | number | boolean | null | Estimate | Quantity;

/** A value under a name, for example `{ name: 'iterations', value: 2000 }`. */
export interface Fact {
  readonly name: string;
  readonly value: Value;
  /** What the value says, one sentence. */
  readonly note?: string;
}
