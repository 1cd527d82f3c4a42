import { type ClarkeSystem, onKink } from './clarke-system.ts';

/** Pairs of sample and hidden unit on a kink. */
export interface KinkCount {
  readonly pairs: number;
  /** All pairs of sample and hidden unit. */
  readonly total: number;
  /** pairs / total; 0 without hidden units. */
  readonly share: number;
  /** For every hidden layer. */
  readonly byLayer: readonly { readonly pairs: number; readonly total: number }[];
  /** Pairs whose derivative is strictly between 0 and 1. */
  readonly chosen: number;
}

/** Count the kinks of a system, and the derivatives strictly between 0 and 1.
 *
 * @param selections  [n, units] of every hidden layer
 */
export function summarizeKinks({ kinds }: ClarkeSystem, selections: readonly Float64Array[]): KinkCount {
  const byLayer = kinds.slice(0, -1).map((kind) => ({
    pairs: kind.reduce((pairs, value) => pairs + (value === onKink ? 1 : 0), 0),
    total: kind.length,
  }));
  const pairs = byLayer.reduce((sum, layer) => sum + layer.pairs, 0);
  const total = byLayer.reduce((sum, layer) => sum + layer.total, 0);
  const chosen = selections.reduce((sum, s) => sum + s.filter((value) => value > 0 && value < 1).length, 0);
  return { pairs, total, share: total === 0 ? 0 : pairs / total, byLayer, chosen };
}
