import type { AttackFact } from '../attack.ts';
import type { AttackPrior } from './prior.ts';

/** The bounds of the points as a fact: both numbers, `known` where each input has its own, or `none`.
 *
 * @example boundsFact({ low: 0, high: 1 }).value // => '[0, 1]'
 */
export function boundsFact(box: AttackPrior['box']): AttackFact {
  const name = 'bounds';
  if (box === undefined) return { name, value: 'none' };
  return { name, value: box !== 'known' && typeof box.low === 'number' ? `[${box.low}, ${box.high}]` : 'known' };
}
