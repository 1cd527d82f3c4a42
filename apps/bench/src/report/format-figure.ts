/** A measured number to 3 significant digits, in full from 0.001 to 10 million and with an exponent beyond; an en dash for
 * what was not measured.
 *
 * @example formatFigure(53.301) // => '53.3'
 * @example formatFigure(12345.6) // => '12346'
 * @example formatFigure(1.234e-7) // => '1.23e-7'
 */
export function formatFigure(value: number | null): string {
  if (value === null) return '–';
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 9.995e-4 || size >= 1e7) return value.toExponential(2).replace('e+', 'e');
  return size >= 99.95 ? value.toFixed(0) : value.toPrecision(3);
}

/** A time with its unit: milliseconds, or seconds from 10 s. */
export function formatTime(ms: number): string {
  return ms < 10_000 ? `${formatFigure(ms)} ms` : `${formatFigure(ms / 1000)} s`;
}

/** A mark of an axis: in full from 0.001 to 100,000, and as a power of ten beyond.
 *
 * @example formatMark(1000) // => '1000'
 */
export function formatMark(value: number): string {
  const rounded = Number(value.toPrecision(12));
  return rounded >= 1e-3 && rounded <= 1e5 ? String(rounded) : rounded.toExponential().replace('e+', 'e');
}
