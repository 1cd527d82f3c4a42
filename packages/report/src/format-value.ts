import type { Estimate, Value } from './document/value.ts';
import { formatInterval, formatNumber } from './format-number.ts';
import { formatSeconds } from './format-seconds.ts';

/** A value as text: text as it is, numbers as `formatNumber` writes them, an estimate with its interval in brackets, a quantity
 * with its unit.
 *
 * @param missing  what stands for a value that was not measured
 * @example formatValue({ value: 0.97312, interval: { low: 0.951, high: 0.995 } }) // => '0.973 [0.951, 0.995]'
 * @example formatValue({ value: 12.345, unit: 'ms' }) // => '12.3 ms'
 */
export function formatValue(value: Value, missing: string = '–'): string {
  if (value === null || (typeof value === 'number' && Number.isNaN(value))) return missing;
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return formatNumber(value);
  if (!('unit' in value)) return formatEstimate(value);
  if (value.value === null || Number.isNaN(value.value)) return missing;
  return value.unit === 's' ? formatSeconds(value.value) : `${formatNumber(value.value)} ${value.unit}`;
}

function formatEstimate({ value, interval }: Estimate): string {
  if (interval === null) return formatNumber(value);
  const [text, low, high] = formatInterval(value, interval);
  return `${text} [${low}, ${high}]`;
}
