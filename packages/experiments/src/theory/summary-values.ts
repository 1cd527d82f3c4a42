import type { Fact, Value, Verdict } from '@noprior/report';
import type { FiveNumbers } from './five-numbers.ts';

/** A verdict: `undecided` where nothing was measured. */
export function verdictOf(measured: number, agrees: boolean): Verdict {
  return measured === 0 ? 'undecided' : agrees ? 'agrees' : 'disagrees';
}

/** Smallest and largest of values as facts; both `null` for none. */
export function rangeFacts(name: string, values: readonly number[]): Fact[] {
  const isEmpty = values.length === 0;
  return [
    { name: `${name}, smallest`, value: isEmpty ? null : Math.min(...values) },
    { name: `${name}, largest`, value: isEmpty ? null : Math.max(...values) },
  ];
}

/** One of five numbers; an infinite one is `unbounded`. */
export function numberOf(numbers: FiveNumbers | null | undefined, at: 'min' | 'q25' | 'median' | 'q75' | 'max'): Value {
  if (numbers === null || numbers === undefined) return null;
  return numbers[at] ?? 'unbounded';
}
