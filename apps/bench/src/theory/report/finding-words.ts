import { formatFigure } from '../../report/format-figure.ts';

/** Smallest and largest of values in words; one figure where they agree.
 *
 * @example spanOfValues([0.3, 0.1]) // => '0.100 to 0.300'
 */
export function spanOfValues(values: readonly number[]): string {
  if (values.length === 0) return 'nothing';
  const [low, high] = [Math.min(...values), Math.max(...values)].map(formatFigure) as [string, string];
  return low === high ? low : `${low} to ${high}`;
}

/** How a figure moved.
 *
 * @example fromTo(0.5, 0.1) // => 'falls from 0.500 to 0.100'
 */
export function fromTo(before: number, after: number): string {
  const change = after > before * 1.1 ? 'rises' : after < before / 1.1 ? 'falls' : 'stays within a tenth';
  return change === 'stays within a tenth'
    ? `${change}, ${formatFigure(before)} and ${formatFigure(after)}`
    : `${change} from ${formatFigure(before)} to ${formatFigure(after)}`;
}
