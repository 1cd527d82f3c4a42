/** Significant digits of every number that was rounded. */
const digits = 3;

/** The one way in which documents write a number: integers in full up to 15 digits, everything else to 3 significant digits, as a
 * power of ten below 0.001 and from a million on. A number that has fewer digits is written with those it has, so that zeros at the
 * end tell of rounding. What is no number (null, NaN) is an en dash.
 *
 * @example formatNumber(333.9137) // => '334'
 * @example formatNumber(0.49996) // => '0.500'
 * @example formatNumber(0.5) // => '0.5'
 * @example formatNumber(2.5e-7) // => '2.5e-7'
 * @example formatNumber(null) // => '–'
 */
export function formatNumber(value: number | null): string {
  if (value === null || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value === 0 ? 0 : value);
  const rounded = Number(value.toPrecision(digits));
  if (isPlain(rounded)) {
    return rounded === value ? String(value) : rounded.toFixed(Math.max(0, digits - 1 - decade(rounded)));
  }
  return powerOfTen(rounded === value ? value.toExponential() : value.toExponential(digits - 1));
}

/** A number and the ends of its interval, all to one place: two digits of the half width, and no more than three of the number.
 *
 * @returns  number, low end, high end
 * @example formatInterval(18.667, { low: 16.1234, high: 21.21 }) // => ['18.7', '16.1', '21.2']
 */
export function formatInterval(
  value: number,
  { low, high }: { readonly low: number; readonly high: number },
): readonly [value: string, low: string, high: string] {
  const half = (high - low) / 2;
  if (!Number.isFinite(value) || !(half > 0) || !Number.isFinite(half)) {
    return [formatNumber(value), formatNumber(low), formatNumber(high)];
  }
  const place = Math.max(decade(half) - 1, value === 0 ? Number.NEGATIVE_INFINITY : decade(value) - (digits - 1));
  const plain = isPlain(Math.max(Math.abs(value), Math.abs(low), Math.abs(high)));
  const [first, second, third] = [value, low, high].map((one) => formatTo(one, place, plain));
  return [first!, second!, third!];
}

/** A number rounded to a multiple of 10^place. */
function formatTo(value: number, place: number, plain: boolean): string {
  if (plain) {
    const text =
      place < 0 ? value.toFixed(Math.min(100, -place)) : String(Math.round(value / 10 ** place) * 10 ** place);
    return Number(text) === 0 ? text.replace('-', '') : text;
  }
  const rounded = Math.abs(value) < 0.5 * 10 ** place ? 0 : value;
  if (rounded === 0) return '0';
  return powerOfTen(rounded.toExponential(Math.min(100, Math.max(0, decade(rounded) - place))));
}

/** Whether a number is written without a power of ten. */
function isPlain(value: number): boolean {
  return Math.abs(value) >= 1e-3 && Math.abs(value) < 1e6;
}

/** The k of the leading digit's 10^k. */
function decade(value: number): number {
  return Number(value.toExponential().split('e')[1]);
}

function powerOfTen(text: string): string {
  return text.replace('e+', 'e');
}
