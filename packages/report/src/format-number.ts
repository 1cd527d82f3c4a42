/** The one way in which a report writes a number, so that text, tables, legends and cards never disagree: integers in full
 * up to 15 digits, everything else to 4 significant digits, with an exponent below 0.001 and from 10,000. What is no
 * number (null, NaN) is an en dash.
 *
 * @example formatNumber(333.9137) // => '333.9'
 * @example formatNumber(2.5e-7) // => '2.500e-7'
 * @example formatNumber(null) // => '–'
 */
export function formatNumber(value: number | null): string {
  if (value === null || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value === 0 ? 0 : value);
  const rounded = Math.abs(Number(value.toPrecision(4)));
  return rounded >= 1e-3 && rounded < 1e4 ? value.toPrecision(4) : value.toExponential(3).replace('e+', 'e');
}
