import { formatNumber } from './format-number.ts';

/** A duration: seconds below 100, then minutes and seconds, from 100 minutes on hours and minutes.
 *
 * @param seconds  0 or more; what is no number is an en dash
 * @example formatSeconds(42.3) // => '42.3 s'
 * @example formatSeconds(185) // => '3 min 05 s'
 * @example formatSeconds(7800) // => '2 h 10 min'
 */
export function formatSeconds(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return formatNumber(seconds);
  if (Math.abs(seconds) < 100) return `${formatNumber(seconds)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 100) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
